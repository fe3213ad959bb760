import type { CommandRunner } from '../controls/command-runner.js';
import type { KeysPlay, PlayKey } from './play-model.js';

/** A key whose release was refused would be held forever, so it is resent after this time. */
const AGAIN_MS = 200;
const MAX_TRIES = 10;

/**
 * The keys that this page holds down. Each press and each release is sent once, in order; a key that several hold, two keys
 * of the keyboard or two fingers, is released with the last of them.
 */
export class HeldKeys {
  /** What holds each key down. */
  private readonly holders = new Map<PlayKey, Set<string>>();
  /** Number of the last event of each key: an older one is not sent again. */
  private readonly events = new Map<PlayKey, number>();
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private lastEvent = 0;

  constructor(
    private readonly play: KeysPlay,
    private readonly runner: Pick<CommandRunner, 'run'>,
  ) {}

  /** The key of the keyboard that stands for one, if any does. */
  keyOf(code: string): PlayKey | undefined {
    return this.play.keys.find(({ codes }) => codes.includes(code));
  }

  isHeld(key: PlayKey): boolean {
    return this.holders.has(key);
  }

  /** @param holder of one key of the keyboard, or one finger; again is nothing new */
  press(key: PlayKey, holder: string): void {
    const holders = this.holders.get(key);
    if (holders !== undefined) {
      holders.add(holder);
      return;
    }
    this.holders.set(key, new Set([holder]));
    this.send(key, true);
  }

  release(key: PlayKey, holder: string): void {
    const holders = this.holders.get(key);
    if (holders?.delete(holder) !== true || holders.size > 0) return;
    this.holders.delete(key);
    this.send(key, false);
  }

  releaseAll(): void {
    for (const key of this.holders.keys()) this.send(key, false);
    this.holders.clear();
  }

  /** The connection was lost, and the server has released them. */
  forget(): void {
    this.holders.clear();
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.lastEvent++;
    this.events.clear();
  }

  private send(key: PlayKey, pressed: boolean): void {
    const event = ++this.lastEvent;
    this.events.set(key, event);
    void this.deliver(key, pressed, event, 1);
  }

  private async deliver(key: PlayKey, pressed: boolean, event: number, tries: number): Promise<void> {
    const { command, keyField, pressedField } = this.play;
    const outcome = await this.runner.run(command, { [keyField]: key.value, [pressedField]: pressed });
    if (outcome.ok || tries >= MAX_TRIES || this.events.get(key) !== event) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      if (this.events.get(key) === event) void this.deliver(key, pressed, event, tries + 1);
    }, AGAIN_MS);
    this.timers.add(timer);
  }
}
