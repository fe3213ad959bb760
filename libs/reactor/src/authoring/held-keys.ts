/** `new` until a turn has used it; `tapped` where it was released before one could. */
type Press = 'new' | 'held' | 'tapped';

/**
 * The keys that one client holds down, for a model that is played with keys.
 *
 * Turns look at them from time to time, and a key may go down and up between two of them: such a tap still counts for
 * one turn. Nothing else does more than once.
 *
 * ```ts
 * private readonly keys = new HeldKeys<'a' | 'd'>();
 *
 * @Command({ ui: { component: 'keys' } })
 * setKeyState(
 *   @InputField({ name: 'key', choices: ['a', 'd'] }) key: 'a' | 'd',
 *   @InputField({ name: 'pressed', type: 'boolean' }) pressed: boolean,
 * ) {
 *   if (pressed) this.keys.press(key);
 *   else this.keys.release(key);
 * }
 * ```
 *
 * Once a turn, {@link HeldKeys.take} says which count. Keep one for each client, and drop it in `@OnDisconnected`: who
 * has gone releases nothing.
 */
export class HeldKeys<Key extends string> {
  /** In the order in which they were pressed. */
  private readonly presses = new Map<Key, Press>();

  /** Again while it is held, as a keyboard repeats it, changes nothing. */
  press(key: Key): void {
    const press = this.presses.get(key);
    if (press === 'new' || press === 'held') return;
    this.presses.delete(key);
    this.presses.set(key, 'new');
  }

  release(key: Key): void {
    const press = this.presses.get(key);
    if (press === 'new') this.presses.set(key, 'tapped');
    else if (press === 'held') this.presses.delete(key);
  }

  /** Releases everything, including taps. */
  clear(): void {
    this.presses.clear();
  }

  /** For one turn: the keys that are down or were tapped, the one pressed last at the end. */
  take(): Key[] {
    const keys = [...this.presses.keys()];
    for (const [key, press] of this.presses) {
      if (press === 'tapped') this.presses.delete(key);
      else this.presses.set(key, 'held');
    }
    return keys;
  }
}
