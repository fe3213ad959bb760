import { type ReadonlySignal, signal } from '@preact/signals';
import type { CommandRunner } from '../controls/command-runner.js';
import { GamepadState } from './gamepad-state.js';
import { HeldKeys } from './held-keys.js';
import type { PlayModel } from './play-model.js';
import { PointerMoves } from './pointer-moves.js';
import { readPlay } from './read-play.js';

/** What can be played on the picture of the model that is served now, by its means. */
export interface PlayMeans {
  readonly model: PlayModel;
  readonly keys: HeldKeys | undefined;
  readonly pointer: PointerMoves | undefined;
  readonly gamepad: GamepadState | undefined;
}

/** Keys, pointer and gamepad of the person before this page, over every session with the model. */
export class Play {
  private readonly current = signal<PlayMeans | undefined>(undefined);
  private schemaText = '';

  constructor(private readonly runner: Pick<CommandRunner, 'run'>) {}

  /** Undefined where nothing can be played. */
  get means(): ReadonlySignal<PlayMeans | undefined> {
    return this.current;
  }

  /** The same schema again changes nothing. */
  show(schema: Record<string, unknown>): void {
    const text = JSON.stringify(schema);
    if (text === this.schemaText) return;
    this.schemaText = text;
    this.forget();
    const model = readPlay(schema);
    const { keys, pointer, gamepad } = model;
    this.current.value =
      Object.keys(model).length === 0
        ? undefined
        : {
            model,
            keys: keys && new HeldKeys(keys, this.runner),
            pointer: pointer && new PointerMoves(pointer, this.runner),
            gamepad: gamepad && new GamepadState(gamepad, this.runner),
          };
  }

  /** The page lost focus: everything returns to rest. */
  release(): void {
    const means = this.current.peek();
    means?.keys?.releaseAll();
    means?.pointer?.release();
    means?.gamepad?.update(undefined);
  }

  /** The connection was lost; the model has released what was held. */
  forget(): void {
    const means = this.current.peek();
    means?.keys?.forget();
    means?.pointer?.forget();
    means?.gamepad?.forget();
  }
}
