import { FrameCredits } from './frame-credits.js';

/** Credit of a stepped session: one credit is one turn, whatever it emits, and a session begins without any. */
export class StepCredits extends FrameCredits {
  constructor() {
    super(0);
  }

  /** Nothing is made ahead of its credit. */
  override allow(): void {}

  override grant(turns: number): void {
    this.add(turns);
  }

  override spend(): void {}

  override turnDone(): void {
    this.add(-1);
  }
}
