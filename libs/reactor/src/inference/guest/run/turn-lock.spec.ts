import { beforeEach, describe, expect, it } from '@jest/globals';
import { Deferred } from '../../host/deferred.js';
import { TurnLock } from './turn-lock.js';

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let lock: TurnLock;
const log: string[] = [];
beforeEach(() => {
  lock = new TurnLock();
  log.length = 0;
});

describe('the lock on a model', () => {
  it('lets one thing at a time in, in the order they asked', async () => {
    const first = new Deferred<void>();
    const all = Promise.all([
      lock.turn(async () => {
        await first.promise;
        log.push('turn');
      }),
      lock.run(() => void log.push('command')),
      lock.run(async () => {
        await soon();
        log.push('hook');
      }),
      lock.turn(() => void log.push('next turn')),
    ]);
    await soon();
    expect(log).toEqual([]);
    first.resolve();
    await all;
    expect(log).toEqual(['turn', 'command', 'hook', 'next turn']);
  });

  it('is free again after something failed', async () => {
    await expect(lock.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(lock.turn(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await lock.run(() => 'in')).toBe('in');
  });
});

describe('a turn that is parked', () => {
  it('lets commands in, and goes on when they are done', async () => {
    const frame = new Deferred<void>();
    const command = new Deferred<void>();
    const turn = lock.turn(async () => {
      await lock.park(() => frame.promise);
      log.push('turn goes on');
    });
    await soon();
    expect(lock.parked).toBe(true);
    const running = lock.run(async () => {
      await command.promise;
      log.push('command');
    });
    await soon();
    frame.resolve();
    await soon();
    expect(log).toEqual([]);
    command.resolve();
    await Promise.all([turn, running]);
    expect(log).toEqual(['command', 'turn goes on']);
    expect(lock.parked).toBe(false);
  });

  it('stays parked until the last of several waits is over', async () => {
    const [one, other] = [new Deferred<void>(), new Deferred<void>()];
    const turn = lock.turn(async () => {
      await Promise.all([lock.park(() => one.promise), lock.park(() => other.promise)]);
      log.push('turn goes on');
    });
    await soon();
    one.resolve();
    await soon();
    expect(lock.parked).toBe(true);
    await lock.run(() => void log.push('command'));
    other.resolve();
    await turn;
    expect(log).toEqual(['command', 'turn goes on']);
  });

  it('that ends with a wait still pending holds nothing back', async () => {
    const never = new Deferred<void>();
    await lock.turn(async () => {
      void lock.park(() => never.promise);
    });
    expect(lock.parked).toBe(false);
    expect(await lock.run(() => 'in')).toBe('in');
    never.resolve();
    await soon();
    expect(await lock.run(() => 'in')).toBe('in');
  });

  it('gets the lock back also when its wait fails', async () => {
    const turn = lock.turn(async () => {
      await lock.park(() => Promise.reject(new Error('closed'))).catch(() => log.push('caught'));
      await soon();
      log.push('turn goes on');
    });
    await lock.run(() => void log.push('command'));
    await turn;
    expect(log).toEqual(['command', 'caught', 'turn goes on']);
  });

  it('is not what a handler is that waits: it keeps the lock', async () => {
    const frame = new Deferred<void>();
    const handler = lock.run(() => lock.park(() => frame.promise));
    const turn = lock.turn(() => void log.push('turn'));
    await soon();
    expect(log).toEqual([]);
    frame.resolve();
    await Promise.all([handler, turn]);
    expect(log).toEqual(['turn']);
  });
});
