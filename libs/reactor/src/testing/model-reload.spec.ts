import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { checkCommand, renderSchema } from '../contract/index.js';
import { type MediaEngine, MediaEngines, Model } from '../session/index.js';
import type { Measurement } from '../session/lifecycle/measurement.js';
import { LocalModel } from '../local-api/index.js';
import { JournalDetail } from '../local-api/journal-detail.js';
import { DEFAULT_SESSION_OPTIONS, type SessionOptions } from '../session/lifecycle/session.options.js';
import { until } from '../inference/host/host-bench.fixture.js';
import { MANIFEST, ScriptedHost } from '../inference/host/scripted-host.fixture.js';

/** Nobody connects here. */
const ENGINE: MediaEngine = {
  name: 'nobody',
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

/** A model of one instance, without pauses between restarts. */
function serve(host: ScriptedHost, detail?: JournalDetail, more: Partial<SessionOptions> = {}): LocalModel {
  const options = { ...DEFAULT_SESSION_OPTIONS, restartBackoffMs: 0, ...more };
  const model = new Model(
    'mortal',
    { instances: 1, restart: 'end-session' },
    { engines: new MediaEngines([ENGINE]), files: undefined, options, schema: renderSchema, createHost: () => host },
  );
  return new LocalModel(model, options, undefined, detail);
}

describe('a model whose worker is lost while no session runs', () => {
  let host: ScriptedHost;
  let runtime: LocalModel;

  beforeAll(() => Logger.overrideLogger(false));
  afterEach(() => runtime.close('the test is over'));

  /** Loaded, lost, and on its way back. */
  async function reloading(): Promise<void> {
    host = new ScriptedHost();
    runtime = serve(host);
    const booted = runtime.load();
    host.latest.send({ type: 'loaded', manifest: MANIFEST });
    await booted;
    host.latest.ends('exit code 7');
    await until(() => host.workers.length === 2);
  }

  it('takes no session until it is back, and says when to ask again', async () => {
    await reloading();
    expect(() => runtime.start()).toThrow(
      expect.objectContaining({ code: 'model_loading', retryAfterMs: 1_000 }) as unknown as Error,
    );
    expect(runtime.health()).toEqual({ status: 'healthy', state: 'loading', detail: null });
    host.latest.send({ type: 'loadFailed', reason: 'the weights are locked' });
    await until(() => host.workers.length === 3);
    expect(() => runtime.start()).toThrow('the model is loading again');
    host.latest.send({ type: 'loaded', manifest: MANIFEST });
    await until(() => runtime.health().state === 'available');
    expect(runtime.start().phase).toBe('waiting');
    expect(host.latest.types).toEqual(['load', 'beginSession']);
  });

  it('says the same while the session that it was lost in is closing', async () => {
    host = new ScriptedHost();
    runtime = serve(host);
    const booted = runtime.load();
    host.latest.send({ type: 'loaded', manifest: MANIFEST });
    await booted;
    runtime.start();
    host.latest.ends('exit code 7');
    await until(() => host.workers.length === 2);
    expect(runtime.state).toBe('closing');
    expect(runtime.health()).toEqual({ status: 'healthy', state: 'loading', detail: null });
    expect(() => runtime.start()).toThrow(
      expect.objectContaining({ code: 'model_loading', retryAfterMs: 1_000 }) as unknown as Error,
    );
    host.latest.send({ type: 'loaded', manifest: MANIFEST });
    await until(() => runtime.health().state === 'available');
    expect(runtime.start().phase).toBe('waiting');
  });

  it('is not waited for by a shutdown', async () => {
    host = new ScriptedHost();
    runtime = serve(host);
    const booted = runtime.load();
    host.latest.send({ type: 'loaded', manifest: MANIFEST });
    await booted;
    runtime.start();
    host.latest.ends('exit code 7');
    await until(() => host.workers.length === 2);
    await runtime.drain('the server is shutting down');
    expect(runtime.health()).toMatchObject({ status: 'unhealthy', detail: 'shutting down' });
    expect(host.latest.types).toEqual(['load']);
  });

  it('is lost again while it comes back, and there is never more than one worker at once', async () => {
    await reloading();
    host.latest.ends('exit code 8');
    await until(() => host.workers.length === 3);
    host.latest.send({ type: 'loaded', manifest: MANIFEST });
    await until(() => runtime.health().state === 'available');
    expect(host.workers).toHaveLength(3);
  });

  it('says what it ended with to the log alone, and to whoever is in the session that it is over', async () => {
    const secret = 'Error: postgres://user:pass@db/frames is down';
    const logged: string[] = [];
    const keep = (message: unknown): number => logged.push(String(message));
    Logger.overrideLogger({ log: keep, warn: keep, error: keep });
    host = new ScriptedHost();
    // Every entry of the journal may be read over HTTP.
    runtime = serve(host, new JournalDetail(true));
    const booted = runtime.load();
    host.latest.send({ type: 'loaded', manifest: MANIFEST });
    await booted;
    runtime.start();
    const ended = jest.fn();
    runtime.current!.participants.join({ send: () => undefined, ended });
    const command = checkCommand(host.manifest, 'set_shade', { shade: 3 });
    const outcome = host.command({ clientId: 1, command, files: {} });
    host.latest.ends(secret);
    const message = "The worker of mortal ended; see the server's log.";
    expect(await outcome).toEqual({ ok: false, code: 'worker_lost', message });
    await until(() => ended.mock.calls.length > 0);
    expect(ended).toHaveBeenCalledWith(expect.objectContaining({ message }));
    for (let lost = 0; lost <= DEFAULT_SESSION_OPTIONS.maxRestarts; lost++) {
      await until(() => host.workers.length === lost + 2 || runtime.state === 'terminated');
      host.latest.ends(secret);
    }
    await until(() => runtime.state === 'terminated');
    expect(JSON.stringify(runtime.journal.since(0))).not.toContain('postgres');
    expect(JSON.stringify([runtime.health(), runtime.descriptor()])).not.toContain('postgres');
    expect(logged.filter((line) => line.includes(secret)).length).toBeGreaterThan(0);
    Logger.overrideLogger(false);
  });

  it('answers what was asked of a worker that then could not load', async () => {
    await reloading();
    const begun = host.beginSession('s1').catch((error: unknown) => error);
    const command = checkCommand(host.manifest, 'set_shade', { shade: 3 });
    const outcome = host.command({ clientId: 1, command, files: {} });
    const settled = jest.fn();
    void Promise.all([begun, outcome]).then(settled);
    await new Promise(setImmediate);
    expect(settled).not.toHaveBeenCalled();
    host.latest.send({ type: 'loadFailed', reason: 'the weights are locked' });
    expect(await begun).toMatchObject({ code: 'model_failed' });
    expect(await outcome).toMatchObject({ ok: false, code: 'worker_lost' });
  });

  it('takes no session until the turn of the last one has ended, however short the time for its close', async () => {
    host = new ScriptedHost({ turnTimeoutMs: 60_000 });
    runtime = serve(host, undefined, { closeTimeoutMs: 20 });
    const measured: Measurement[] = [];
    runtime.onMeasurement((measurement) => measured.push(measurement));
    const booted = runtime.load();
    host.latest.send({ type: 'loaded', manifest: MANIFEST });
    await booted;
    host.latest.answers = false;
    const first = runtime.start().id;
    host.latest.send({ type: 'sessionBegun', session: first });
    runtime.stop({ moderate: false, reason: '' });
    // Well beyond `closeTimeoutMs`: its connections are closed by then.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(runtime.state).toBe('closing');
    expect(() => runtime.start()).toThrow('cannot start session while closing');
    host.latest.send({ type: 'sessionEnded', session: first });
    await until(() => runtime.state === 'ready');
    const second = runtime.start().id;
    host.latest.send({ type: 'sessionBegun', session: second });
    const bundles = [{ frame: 1, turn: 1, video: {}, audio: {} }];
    host.latest.send({ type: 'media', session: first, turn: 1, fps: 30, bundles });
    host.latest.send({ type: 'media', session: second, turn: 1, fps: 30, bundles });
    expect(measured.filter(({ kind }) => kind === 'media')).toHaveLength(1);
    expect(measured).toContainEqual({ kind: 'dropped', cause: 'session_over', frames: 1 });
    expect([host.workers.length, runtime.state]).toEqual([1, 'waiting']);
    host.latest.answers = true;
  });
});
