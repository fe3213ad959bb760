import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Measurement } from '../lifecycle/measurement.js';
import { FakeHost } from './fake-host.fixture.js';
import { WorkerSupervisor } from './worker-supervisor.js';

let host: FakeHost;
let measured: Measurement['kind'][];

function supervise(maxRestarts = 3): WorkerSupervisor {
  const limits = { maxRestarts, restartBackoffMs: 1_000 };
  return new WorkerSupervisor(host, limits, new Logger('test'), ({ kind }) => measured.push(kind));
}

beforeEach(() => {
  Logger.overrideLogger(false);
  jest.useFakeTimers();
  host = new FakeHost();
  measured = [];
});
afterEach(() => {
  jest.useRealTimers();
});

describe('WorkerSupervisor', () => {
  it('restarts at once, and waits twice as long before each further restart in a row', async () => {
    const supervisor = supervise();
    host.failures.push(new Error('one'), new Error('two'), new Error('three'));
    const restarted = supervisor.restart();
    await jest.advanceTimersByTimeAsync(0);
    expect(host.starts).toBe(1);
    await jest.advanceTimersByTimeAsync(999);
    expect(host.starts).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(host.starts).toBe(2);
    await jest.advanceTimersByTimeAsync(1_999);
    expect(host.starts).toBe(2);
    await jest.advanceTimersByTimeAsync(1);
    expect(host.starts).toBe(3);
    expect(await restarted).toBe(false);
    expect(supervisor.failure).toBe('three');
    expect(measured).toEqual(['restart', 'load', 'restart', 'load', 'restart', 'load']);
  });

  it('does not give the reason of an earlier failure for a loss that has none', async () => {
    const supervisor = supervise(2);
    host.failures.push(new Error('the disk was full'));
    const restarted = supervisor.restart();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(await restarted).toBe(true);
    expect(supervisor.mayRestart).toBe(false);
    expect(await supervisor.restart()).toBe(false);
    expect(supervisor.failure).toBe('its worker was lost 3 times in a row');
  });

  it.each<[string, (supervisor: WorkerSupervisor) => void]>([
    ['a minute without a loss', () => jest.advanceTimersByTime(60_001)],
    ['a session that ended normally', (supervisor) => supervisor.prove()],
  ])('counts again from none after %s', async (_, pass) => {
    const supervisor = supervise(1);
    await supervisor.start();
    expect(await supervisor.restart()).toBe(true);
    expect(supervisor.mayRestart).toBe(false);
    pass(supervisor);
    expect(supervisor.mayRestart).toBe(true);
  });

  it('ends a pause when it is stopped', async () => {
    const supervisor = supervise();
    host.failures.push(new Error('one'));
    const restarted = supervisor.restart();
    await jest.advanceTimersByTimeAsync(10);
    supervisor.stop();
    expect(await restarted).toBe(false);
    expect(host.starts).toBe(1);
  });

  it('gives two callers one restart', async () => {
    const supervisor = supervise();
    expect(await Promise.all([supervisor.restart(), supervisor.restart()])).toEqual([true, true]);
    expect(host.starts).toBe(1);
  });
});
