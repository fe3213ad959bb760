import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { DEFAULT_SIGNALING_OPTIONS, mergeSignalingOptions } from '../signaling.options.js';
import { StartLimit } from './start-limit.js';
import type { StartStorage } from './start-storage.js';

const MINUTE_MS = 60_000;

function limited(startStorage: StartStorage | undefined, sessionStartsPerMinute = 2): StartLimit {
  return new StartLimit({ ...DEFAULT_SIGNALING_OPTIONS, sessionStartsPerMinute, startStorage });
}

/** What became of so many starts, one after another. */
async function outcomes(limit: StartLimit, count: number): Promise<string[]> {
  const codes: string[] = [];
  for (let i = 0; i < count; i++) {
    codes.push(
      await limit.check('192.0.2.1').then(
        () => 'started',
        (error: { code: string }) => error.code,
      ),
    );
  }
  return codes;
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('session starts in a storage of the application', () => {
  it('are counted there, by address, and refused when it says so', async () => {
    const asked: unknown[][] = [];
    const storage = {
      increment: async (...args: unknown[]) => {
        asked.push(args);
        return { totalHits: asked.length, timeToExpire: 60, isBlocked: asked.length > 1, timeToBlockExpire: 41 };
      },
    };
    const limit = limited(storage);
    await limit.check('192.0.2.1');
    await expect(limit.check('192.0.2.2')).rejects.toMatchObject({
      code: 'rate_limited',
      message: 'an address may start 2 sessions a minute; try again in 41 s',
      retryAfterMs: 41_000,
    });
    expect(asked).toEqual([
      ['reactor:start:192.0.2.1', MINUTE_MS, 2, MINUTE_MS, 'reactor'],
      ['reactor:start:192.0.2.2', MINUTE_MS, 2, MINUTE_MS, 'reactor'],
    ]);
  });

  it('are not asked about where there is no limit', async () => {
    const increment = jest.fn<StartStorage['increment']>();
    expect(await outcomes(limited({ increment }, 0), 3)).toEqual(['started', 'started', 'started']);
    expect(increment).not.toHaveBeenCalled();
  });

  it('that fails are counted in the process, and the log says why', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => {});
    const storage = { increment: () => Promise.reject(new Error('redis is away')) };
    expect(await outcomes(limited(storage), 3)).toEqual(['started', 'started', 'rate_limited']);
    expect(logged).toHaveBeenCalledWith(
      'signaling.startStorage failed; counting session starts in this process only',
      expect.objectContaining({ error: 'redis is away' }),
    );
  });

  it('may be any of the throttler’s', () => {
    const take = (storage: ThrottlerStorage): StartStorage => storage;
    expect(take).toBeInstanceOf(Function);
  });

  it('must be one', () => {
    expect(() => mergeSignalingOptions({ startStorage: {} as StartStorage })).toThrow(
      'signaling.startStorage has no increment()',
    );
  });
});
