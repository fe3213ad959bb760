import type { CommandValues } from '@nestjs-reactor/client';
import type { CommandRunner } from '../controls/command-runner.js';
import { LatestSender } from './latest-sender.js';
import type { GamepadPlay } from './play-model.js';

/** The part of the browser's gamepad that is used here. */
export interface PadLike {
  readonly axes: readonly number[];
  readonly buttons: readonly { readonly pressed: boolean }[];
}

/** A stick at rest is never quite at 0. */
const DEAD_ZONE = 0.15;

/** Resolution of a stick: smaller changes are jitter. */
const STEPS = 50;

/** A gamepad, sent whole whenever it has changed; a pad that is not touched sends nothing. */
export class GamepadState {
  private readonly sender: LatestSender;
  private last: string;

  constructor(
    private readonly play: GamepadPlay,
    runner: Pick<CommandRunner, 'run'>,
  ) {
    this.sender = new LatestSender(play.command, runner);
    this.last = JSON.stringify(this.valuesOf(undefined));
  }

  /** @param pad undefined: there is none, or the page has no focus */
  update(pad: PadLike | undefined): void {
    const values = this.valuesOf(pad);
    const text = JSON.stringify(values);
    if (text === this.last) return;
    this.last = text;
    this.sender.send(values);
  }

  forget(): void {
    this.last = JSON.stringify(this.valuesOf(undefined));
    this.sender.forget();
  }

  private valuesOf(pad: PadLike | undefined): CommandValues {
    const axes = this.play.axes.map(({ field, index, sign, range }) => {
      const stick = sign * beyondDeadZone(pad?.axes[index] ?? 0);
      // A range from 0 takes the half of the stick that is above its rest.
      const value =
        range.min < 0 ? (stick < 0 ? -stick * range.min : stick * range.max) : Math.max(range.min, stick * range.max);
      return [field, range.integer ? Math.round(value) : value === 0 ? 0 : value] as const;
    });
    const buttons = this.play.buttons.map(
      ({ field, index }) => [field, pad?.buttons[index]?.pressed ?? false] as const,
    );
    return Object.fromEntries([...axes, ...buttons]);
  }
}

/** From 0 at the dead zone's edge to 1 at the end, in steps. */
function beyondDeadZone(stick: number): number {
  const beyond = (Math.abs(stick) - DEAD_ZONE) / (1 - DEAD_ZONE);
  if (!(beyond > 0)) return 0;
  return (Math.sign(stick) * Math.round(Math.min(1, beyond) * STEPS)) / STEPS;
}
