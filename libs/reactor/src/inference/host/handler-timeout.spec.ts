import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Command, Idle, ReactorModel, ReactorPipeline, type Turn } from '../../authoring/index.js';
import { Bench, OnePicture, ShadeState, until } from './host-bench.fixture.js';

/** Its handlers end when the test says so. */
@ReactorModel({ name: 'ponderer', state: ShadeState, output: OnePicture })
class Ponderer extends ReactorPipeline<ShadeState, OnePicture> {
  static pondering: (() => void)[] = [];
  static quick = 0;

  *inference(): Generator<Turn<OnePicture>, void, void> {
    for (;;) yield Idle;
  }

  @Command()
  async ponder(): Promise<void> {
    await new Promise<void>((resolve) => Ponderer.pondering.push(resolve));
  }

  @Command({ dedupe: true })
  async mull(): Promise<void> {
    await this.ponder();
  }

  @Command()
  hurry(): void {
    Ponderer.quick++;
  }
}

/** Far more than a handler takes that has nothing to do, on a busy machine too. */
const LIMIT_MS = 300;

const LATE = {
  ok: false,
  code: 'handler_timeout',
  message:
    'The command has run for longer than 300 ms and may still complete; check its effect before you send it again',
};

let bench: Bench | undefined;

// The warnings are wanted here.
beforeAll(() => Logger.overrideLogger(false));
afterEach(async () => {
  for (const end of Ponderer.pondering) end();
  Ponderer.pondering = [];
  Ponderer.quick = 0;
  await bench?.host.close();
});

describe('a handler that takes longer than it may', () => {
  it('is answered for while it goes on, and the next command waits for its end', async () => {
    bench = await new Bench(Ponderer, { handlerTimeoutMs: LIMIT_MS }).begin(1);
    const slow = bench.command('ponder');
    const next = bench.command('hurry');
    expect(await slow).toEqual(LATE);
    expect(Ponderer.quick).toBe(0);
    Ponderer.pondering[0]?.();
    expect(await next).toMatchObject({ ok: true });
  });

  it('is answered for to each caller that it would have answered', async () => {
    bench = await new Bench(Ponderer, { handlerTimeoutMs: LIMIT_MS }).begin(1);
    const first = bench.command('ponder');
    await until(() => Ponderer.pondering.length === 1);
    const replaced = bench.command('mull');
    const newest = bench.command('mull');
    await bench.arrived();
    expect(await first).toEqual(LATE);
    Ponderer.pondering[0]?.();
    expect(await Promise.all([replaced, newest])).toEqual([LATE, LATE]);
  });

  it('is not one that waits for its place', async () => {
    bench = await new Bench(Ponderer, { handlerTimeoutMs: LIMIT_MS }).begin(1);
    const slow = bench.command('ponder');
    const waiting = [bench.command('hurry'), bench.command('set_shade', { shade: 1 })];
    await bench.arrived();
    expect(await slow).toEqual(LATE);
    Ponderer.pondering[0]?.();
    expect(await Promise.all(waiting)).toMatchObject([{ ok: true }, { ok: true }]);
  });

  it('may take for ever where the limit is zero', async () => {
    bench = await new Bench(Ponderer, { handlerTimeoutMs: 0 }).begin(1);
    const slow = bench.command('ponder');
    await until(() => Ponderer.pondering.length === 1);
    Ponderer.pondering[0]?.();
    expect(await slow).toMatchObject({ ok: true });
  });
});
