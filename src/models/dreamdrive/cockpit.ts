import { HeldKeys } from '@nestjs-reactor/core';
import { clamp, type Pedals } from './pedals.js';

export const KEYS = ['w', 'a', 's', 'd', 'up', 'left', 'down', 'right'] as const;

export type Key = (typeof KEYS)[number];

/** A pointer this far beside the middle, in widths of the picture, steers fully. */
const FULL_LOCK = 0.3;

/** A pointer lower than this, in heights of the picture, brakes: the car's own place. */
const BRAKE_BELOW = 0.9;

/** What one client drives with. Keys go before a pointer that is held down, and that before a gamepad. */
export class Cockpit {
  readonly keys = new HeldKeys<Key>();
  private pointer: Pedals | undefined;
  private wheel: Pedals = { steering: 0, throttle: 0 };

  /** @param x, y from 0 to 1 over the picture, from its top left */
  point(x: number, y: number, pressed: boolean): void {
    this.pointer = pressed ? { steering: clamp((x - 0.5) / FULL_LOCK), throttle: y > BRAKE_BELOW ? -1 : 1 } : undefined;
  }

  turnWheel(wheel: Pedals): void {
    this.wheel = wheel;
  }

  release(): void {
    this.keys.clear();
    this.pointer = undefined;
    this.wheel = { steering: 0, throttle: 0 };
  }

  /** For one turn. Undefined: this client touches nothing. */
  take(): Pedals | undefined {
    const keys = this.keys.take();
    // Of two opposite keys the one that was pressed last holds.
    const axis = (back: readonly Key[], forth: readonly Key[]): number | undefined => {
      const last = keys.findLast((key) => back.includes(key) || forth.includes(key));
      return last === undefined ? undefined : forth.includes(last) ? 1 : -1;
    };
    const { steering, throttle } = this.pointer ?? this.wheel;
    const touched = keys.length > 0 || this.pointer !== undefined || steering !== 0 || throttle !== 0;
    if (!touched) return undefined;
    return {
      steering: axis(['a', 'left'], ['d', 'right']) ?? steering,
      throttle: axis(['s', 'down'], ['w', 'up']) ?? throttle,
    };
  }
}
