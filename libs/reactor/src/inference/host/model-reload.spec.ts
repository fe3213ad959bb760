import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ReactorModel, ReactorPipeline } from '../../authoring/index.js';
import { checkCommand, readModelContract } from '../../contract/index.js';
import { type MediaEngine, ModelRuntime } from '../../session/index.js';
import { JournalDetail } from '../../session/lifecycle/journal-detail.js';
import { DEFAULT_SESSION_OPTIONS } from '../../session/lifecycle/session.options.js';
import { OnePicture, ShadeState, until } from './host-bench.fixture.js';
import type { WorkerChannel, WorkerChannelEvents, HostMessage } from '../protocol/worker-messages.js';
import { DEFAULT_INFERENCE_OPTIONS } from './inference.options.js';
import { ChannelModelHost } from './channel-model-host.js';

@ReactorModel({ name: 'mortal', state: ShadeState, output: OnePicture })
class Mortal extends ReactorPipeline<ShadeState, OnePicture> {
  *inference(): Generator<never, void, void> {}
}

/** Guests that the test speaks for. */
class ScriptedHost extends ChannelModelHost {
  readonly guests: { readonly events: WorkerChannelEvents; readonly told: HostMessage['type'][] }[] = [];

  constructor() {
    super(readModelContract(Mortal), DEFAULT_INFERENCE_OPTIONS);
  }

  get guest(): (typeof this.guests)[number] {
    return this.guests.at(-1)!;
  }

  protected open(events: WorkerChannelEvents): WorkerChannel {
    const told: HostMessage['type'][] = [];
    this.guests.push({ events, told });
    return {
      post: (message) => {
        told.push(message.type);
        if (message.type === 'endSession') events.message({ type: 'sessionEnded' });
        if (message.type === 'shutdown') events.message({ type: 'closed' });
      },
      terminate: async () => undefined,
    };
  }
}

/** Nobody connects here. */
const ENGINE: MediaEngine = {
  open: () => ({
    push: () => undefined,
    flush: () => undefined,
    createPeer: () => {
      throw new Error('nobody offers');
    },
    close: async () => undefined,
  }),
  close: async () => undefined,
};

describe('a model whose worker is lost while no session runs', () => {
  let host: ScriptedHost;
  let runtime: ModelRuntime;

  beforeAll(() => Logger.overrideLogger(false));
  afterEach(() => runtime.close('the test is over'));

  /** Loaded, lost, and on its way back. */
  async function reloading(): Promise<void> {
    host = new ScriptedHost();
    runtime = new ModelRuntime(host, ENGINE, undefined, DEFAULT_SESSION_OPTIONS);
    const booted = runtime.boot();
    host.guest.events.message({ type: 'loaded' });
    await booted;
    host.guest.events.ended('exit code 7');
    await until(() => host.guests.length === 2);
  }

  it('takes no session until it is back, and says when to ask again', async () => {
    await reloading();
    expect(() => runtime.start({})).toThrow(
      expect.objectContaining({ code: 'model_loading', retryAfterMs: 1_000 }) as unknown as Error,
    );
    expect(runtime.health()).toEqual({ status: 'healthy', state: 'loading', detail: null });
    host.guest.events.message({ type: 'loadFailed', reason: 'the weights are locked' });
    await until(() => host.guests.length === 3);
    expect(() => runtime.start({})).toThrow('the model is loading again');
    host.guest.events.message({ type: 'loaded' });
    await until(() => runtime.health().state === 'available');
    expect(runtime.start({}).state).toBe('waiting');
    expect(host.guest.told).toEqual(['load', 'beginSession']);
  });

  it('says the same while the session that it was lost in is closing', async () => {
    host = new ScriptedHost();
    runtime = new ModelRuntime(host, ENGINE, undefined, DEFAULT_SESSION_OPTIONS);
    const booted = runtime.boot();
    host.guest.events.message({ type: 'loaded' });
    await booted;
    runtime.start({});
    host.guest.events.ended('exit code 7');
    await until(() => host.guests.length === 2);
    expect(runtime.state).toBe('closing');
    expect(runtime.health()).toEqual({ status: 'healthy', state: 'loading', detail: null });
    expect(() => runtime.start({})).toThrow(
      expect.objectContaining({ code: 'model_loading', retryAfterMs: 1_000 }) as unknown as Error,
    );
    host.guest.events.message({ type: 'loaded' });
    await until(() => runtime.health().state === 'available');
    expect(runtime.start({}).state).toBe('waiting');
  });

  it('is not waited for by a shutdown', async () => {
    host = new ScriptedHost();
    runtime = new ModelRuntime(host, ENGINE, undefined, DEFAULT_SESSION_OPTIONS);
    const booted = runtime.boot();
    host.guest.events.message({ type: 'loaded' });
    await booted;
    runtime.start({});
    host.guest.events.ended('exit code 7');
    await until(() => host.guests.length === 2);
    await runtime.drain('the server is shutting down');
    expect(runtime.health()).toMatchObject({ status: 'unhealthy', detail: 'shutting down' });
    expect(host.guest.told).toEqual(['load']);
  });

  it('is lost again while it comes back, and there is never more than one guest at once', async () => {
    await reloading();
    host.guest.events.ended('exit code 8');
    await until(() => host.guests.length === 3);
    host.guest.events.message({ type: 'loaded' });
    await until(() => runtime.health().state === 'available');
    expect(host.guests).toHaveLength(3);
  });

  it('says what it ended with to the log alone, and to whoever is in the session that it is over', async () => {
    const secret = 'Error: postgres://user:pass@db/frames is down';
    const logged: string[] = [];
    const keep = (message: unknown): number => logged.push(String(message));
    Logger.overrideLogger({ log: keep, warn: keep, error: keep });
    host = new ScriptedHost();
    // Every entry of the journal may be read over HTTP.
    runtime = new ModelRuntime(host, ENGINE, undefined, DEFAULT_SESSION_OPTIONS, new JournalDetail(true));
    const booted = runtime.boot();
    host.guest.events.message({ type: 'loaded' });
    await booted;
    runtime.start({});
    const ended = jest.fn();
    runtime.current!.join({ send: () => undefined, ended });
    const command = checkCommand(host.contract, 'set_shade', { shade: 3 });
    const outcome = host.command({ clientId: 1, command, files: {} });
    host.guest.events.ended(secret);
    const message = "The worker of mortal ended; see the server's log.";
    expect(await outcome).toEqual({ ok: false, code: 'worker_lost', message });
    await until(() => ended.mock.calls.length > 0);
    expect(ended).toHaveBeenCalledWith(expect.objectContaining({ message }));
    for (let lost = 0; lost <= DEFAULT_SESSION_OPTIONS.maxRestarts; lost++) {
      await until(() => host.guests.length === lost + 2 || runtime.state === 'terminated');
      host.guest.events.ended(secret);
    }
    await until(() => runtime.state === 'terminated');
    expect(JSON.stringify(runtime.journal.since(0))).not.toContain('postgres');
    expect(JSON.stringify([runtime.health(), runtime.descriptor()])).not.toContain('postgres');
    expect(logged.filter((line) => line.includes(secret)).length).toBeGreaterThan(0);
    Logger.overrideLogger(false);
  });

  it('answers what was asked of a guest that then could not load', async () => {
    await reloading();
    const begun = host.beginSession('s1').catch((error: unknown) => error);
    const command = checkCommand(host.contract, 'set_shade', { shade: 3 });
    const outcome = host.command({ clientId: 1, command, files: {} });
    const settled = jest.fn();
    void Promise.all([begun, outcome]).then(settled);
    await new Promise(setImmediate);
    expect(settled).not.toHaveBeenCalled();
    host.guest.events.message({ type: 'loadFailed', reason: 'the weights are locked' });
    expect(await begun).toMatchObject({ code: 'model_failed' });
    expect(await outcome).toMatchObject({ ok: false, code: 'worker_lost' });
  });
});
