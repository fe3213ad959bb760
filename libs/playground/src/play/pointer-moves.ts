import type { CommandValues } from '@nestjs-reactor/client';
import type { CommandRunner } from '../controls/command-runner.js';
import { LatestSender } from './latest-sender.js';
import type { PlayRange, PointerPlay } from './play-model.js';

/** A pointer on the picture: its place from 0 to 1 each way, and its move in the picture's own pixels. */
export interface PointerEventOnPicture {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  /** Bit mask, as `PointerEvent.buttons`. */
  readonly buttons: number;
}

/** What the pointer does on the picture, as a model takes it. Moves count while a button is down, and add up. */
export class PointerMoves {
  private readonly sender: LatestSender;
  private last: CommandValues | undefined;
  private down = false;

  constructor(
    private readonly play: PointerPlay,
    runner: Pick<CommandRunner, 'run'>,
  ) {
    this.sender = new LatestSender(play.command, runner, (waiting, newer) => ({
      ...newer,
      ...this.sum('dx', waiting, newer),
      ...this.sum('dy', waiting, newer),
    }));
  }

  move({ x, y, dx, dy, buttons }: PointerEventOnPicture): void {
    const { play } = this;
    const dragged = buttons !== 0 && this.down;
    this.down = buttons !== 0;
    const values: Record<string, unknown> = {};
    if (play.x !== undefined) values['x'] = scaled(x, play.x);
    if (play.y !== undefined) values['y'] = scaled(y, play.y);
    if (play.pressed) values['pressed'] = (buttons & 1) === 1;
    if (play.buttons) values['buttons'] = buttons;
    const still = this.last !== undefined && JSON.stringify(this.last) === JSON.stringify(values);
    this.last = values;
    if (still && !(dragged && this.takesMoves && (dx !== 0 || dy !== 0))) return;
    if (Object.keys(values).length === 0 && !dragged) return;
    if (play.dx !== undefined) values['dx'] = dragged ? bounded(dx, play.dx) : 0;
    if (play.dy !== undefined) values['dy'] = dragged ? bounded(dy, play.dy) : 0;
    this.last = without(values);
    this.sender.send(values);
  }

  /** No button is down any more, wherever the pointer is. */
  release(): void {
    this.down = false;
    const { last } = this;
    if (last === undefined || !(last['pressed'] === true || Number(last['buttons'] ?? 0) > 0)) return;
    const up = {
      ...last,
      ...(this.play.pressed ? { pressed: false } : {}),
      ...(this.play.buttons ? { buttons: 0 } : {}),
    };
    this.last = up;
    this.sender.send({ ...up, ...this.noMove });
  }

  forget(): void {
    this.down = false;
    this.last = undefined;
    this.sender.forget();
  }

  private get takesMoves(): boolean {
    return this.play.dx !== undefined || this.play.dy !== undefined;
  }

  private get noMove(): CommandValues {
    return { ...(this.play.dx === undefined ? {} : { dx: 0 }), ...(this.play.dy === undefined ? {} : { dy: 0 }) };
  }

  private sum(name: 'dx' | 'dy', waiting: CommandValues, newer: CommandValues): CommandValues {
    const range = this.play[name];
    return range === undefined ? {} : { [name]: bounded(Number(waiting[name]) + Number(newer[name]), range) };
  }
}

function without(values: Readonly<Record<string, unknown>>): CommandValues {
  const { dx: _dx, dy: _dy, ...rest } = values;
  return rest;
}

function scaled(share: number, range: PlayRange): number {
  const value = range.min + Math.min(1, Math.max(0, share)) * (range.max - range.min);
  return range.integer ? Math.round(value) : value;
}

function bounded(value: number, { min, max, integer }: PlayRange): number {
  const within = Math.min(max, Math.max(min, value));
  return integer ? Math.round(within) : within;
}
