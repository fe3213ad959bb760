import type { WireMessage } from '../session/index.js';
import type { ModelFailure, ModelHostListener } from '../session/ports/index.js';
import type { MediaBundle } from '../media/index.js';

/** What happens while a model takes one turn. */
export interface TurnEvents {
  /** Lent until it is released. */
  emitted(bundle: MediaBundle): void;
  /** The turn waits for so many more pictures or blocks of an input. */
  wanted(track: string, frames: number): void;
  done(turn: number): void;
  failed(failure: ModelFailure): void;
}

/** Hands a host's events to the turn that runs, and the model's messages to whoever listens. */
export class TurnListener implements ModelHostListener {
  current: TurnEvents | undefined;
  /** Set once the session cannot go on. */
  failure: ModelFailure | undefined;
  /** @param clientId the one client addressed, or undefined for everybody */
  message: ((message: WireMessage, clientId: number | undefined) => void) | undefined;

  /** @param release of frames that no turn of the run waits for */
  constructor(private readonly release: (bundle: MediaBundle) => void) {}

  onMedia({ bundles }: Parameters<ModelHostListener['onMedia']>[0]): void {
    for (const bundle of bundles) {
      if (this.current === undefined) this.release(bundle);
      else this.current.emitted(bundle);
    }
  }

  onStepped(turn: number): void {
    this.current?.done(turn);
  }

  onInputWanted(track: string, frames: number): void {
    this.current?.wanted(track, frames);
  }

  onMessage(message: WireMessage, clientId: number | undefined): void {
    this.message?.(message, clientId);
  }

  onSessionFailed(failure: ModelFailure): void {
    this.fail(failure);
  }

  onLost(failure: ModelFailure): void {
    this.fail(failure);
  }

  onManifest(): void {}
  onInputs(): void {}
  onPlayout(): void {}
  onStats(): void {}
  onWorkAge(): void {}
  onLateMedia(): void {}

  private fail(failure: ModelFailure): void {
    this.failure ??= failure;
    this.current?.failed(failure);
  }
}
