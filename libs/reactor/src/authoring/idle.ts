/** Yielded by a pipeline that has nothing to show this turn: viewers keep their last picture. */
export const Idle: unique symbol = Symbol('Idle');
export type Idle = typeof Idle;
