import { HeldKeys } from '@nestjs-reactor/core';

export const KEYS = ['w', 'a', 's', 'd', 'left', 'right'] as const;

export type Key = (typeof KEYS)[number];

/** What one turn is to do: each axis from -1 to 1, the look in degrees. */
export interface Motion {
  readonly forward: number;
  readonly strafe: number;
  readonly turn: number;
  readonly lookRight: number;
  readonly lookUp: number;
}

export const STILL: Motion = { forward: 0, strafe: 0, turn: 0, lookRight: 0, lookUp: 0 };

const DEGREES_A_PIXEL = 0.15;

/** What one client steers with: keys and axes that last until they change, and moves of a pointer that are used once. */
export class Controls {
  readonly keys = new HeldKeys<Key>();
  private axes: Pick<Motion, 'forward' | 'strafe' | 'turn'> = STILL;
  /** Pixels since the last turn. */
  private look = { right: 0, up: 0 };

  setAxes(axes: Pick<Motion, 'forward' | 'strafe' | 'turn'>): void {
    this.axes = axes;
  }

  /** Several moves between two turns add up, so that none is lost. */
  movePointer(dx: number, dy: number): void {
    this.look = { right: this.look.right + dx, up: this.look.up - dy };
  }

  release(): void {
    this.keys.clear();
    this.axes = STILL;
  }

  /** For one turn. Keys go before axes, and of two opposite keys the one that was pressed last holds. */
  take(): Motion {
    const keys = this.keys.take();
    const axis = (back: Key, forth: Key): number | undefined => {
      const last = keys.findLast((key) => key === back || key === forth);
      return last === undefined ? undefined : last === forth ? 1 : -1;
    };
    const { right, up } = this.look;
    this.look = { right: 0, up: 0 };
    return {
      forward: axis('s', 'w') ?? this.axes.forward,
      strafe: axis('a', 'd') ?? this.axes.strafe,
      turn: axis('left', 'right') ?? this.axes.turn,
      lookRight: right * DEGREES_A_PIXEL,
      lookUp: up * DEGREES_A_PIXEL,
    };
  }
}

/** What several clients do together: looks add up, and nobody gets faster by the help of another. */
export function together(motions: readonly Motion[]): Motion {
  const sum = (of: (motion: Motion) => number): number => motions.reduce((total, motion) => total + of(motion), 0);
  const clamp = (value: number): number => Math.max(-1, Math.min(1, value));
  return {
    forward: clamp(sum(({ forward }) => forward)),
    strafe: clamp(sum(({ strafe }) => strafe)),
    turn: clamp(sum(({ turn }) => turn)),
    lookRight: sum(({ lookRight }) => lookRight),
    lookUp: sum(({ lookUp }) => lookUp),
  };
}
