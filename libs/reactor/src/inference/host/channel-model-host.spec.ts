import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ModelManifest } from '../../contract/index.js';
import type { MediaChunk } from '../../media/index.js';
import type { CommandCall, ModelFailure, ModelHostListener } from '../../session/ports/index.js';
import { MAX_MESSAGES_PER_SECOND } from '../protocol/protocol-limits.js';
import type { MediaMessage } from '../protocol/media-message.js';
import type { InferenceOptions } from './inference.options.js';
import { MANIFEST, ScriptedHost } from './scripted-host.fixture.js';

const CALL: CommandCall = { clientId: 1, command: { name: 'set_shade', args: { shade: 1 }, uploads: {} }, files: {} };

const chunks: MediaChunk[] = [];
const losses: ModelFailure[] = [];
const manifests: ModelManifest[] = [];
let late = 0;
let host: ScriptedHost;

const LISTENER: ModelHostListener = {
  onManifest: (manifest) => void manifests.push(manifest),
  onMedia: (chunk) => void chunks.push(chunk),
  onMessage: () => undefined,
  onInputs: () => undefined,
  onPlayout: () => undefined,
  onStats: () => undefined,
  onWorkAge: () => undefined,
  onLateMedia: (bundles) => void (late += bundles),
  onSessionFailed: () => undefined,
  onLost: (failure) => void losses.push(failure),
};

beforeAll(() => Logger.overrideLogger(false));
beforeEach(() => {
  jest.useFakeTimers();
  chunks.splice(0);
  losses.splice(0);
  manifests.splice(0);
  late = 0;
});
afterEach(() => {
  jest.useRealTimers();
});

function create(options: Partial<InferenceOptions> = {}): void {
  host = new ScriptedHost(options);
  host.attach(LISTENER);
}

async function loaded(options: Partial<InferenceOptions> = {}): Promise<void> {
  create(options);
  const starting = host.start();
  host.latest.send({ type: 'loaded', manifest: MANIFEST });
  await starting;
}

async function inSession(options: Partial<InferenceOptions> = {}): Promise<void> {
  await loaded(options);
  const beginning = host.beginSession('s1');
  host.latest.send({ type: 'sessionBegun', session: 's1' });
  await beginning;
}

/** An emission of frames of 2x2 pixels, in slots from `slot` on. */
function media(slot: number, frames = 1, session = 's1'): MediaMessage {
  const bundles = Array.from({ length: frames }, (_, i) => ({
    frame: i + 1,
    turn: 1,
    video: { main_video: { slot: slot + i, width: 2, height: 2, part: i } },
    audio: {},
  }));
  return { type: 'media', session, turn: 1, fps: 30, bundles, parts: bundles.map(() => new Uint8Array(6)) };
}

const failed = (message: string) =>
  expect.objectContaining({ code: 'model_failed', message: expect.stringContaining(message) });

describe('the start of a host', () => {
  it('sends the model to load, and resolves when it has loaded', async () => {
    await loaded();
    expect(host.latest.received).toEqual([
      { type: 'load', model: 'mortal', onnx: expect.any(Object), limits: expect.any(Object) },
    ]);
  });

  it.each([
    [1, [], undefined],
    [2, [3], 3],
    [1, [0, 4], 0],
    [2, [0, 4], 4],
    [3, [0, 4], 0],
  ])('gives instance %i of the model its turn of the GPUs %j: %s', (instance, deviceIds, deviceId) => {
    host = new ScriptedHost({ deviceIds }, instance);
    void host.start();
    expect(host.latest.all('load').map((load) => load.deviceId)).toEqual([deviceId]);
  });

  it.each<[string, () => unknown, string]>([
    ['cannot be loaded', () => host.latest.send({ type: 'loadFailed', reason: 'no weights' }), 'no weights'],
    ['ends', () => host.latest.ends('exit code 3'), 'exit code 3'],
    ['takes too long', () => jest.advanceTimersByTime(1_000), 'did not load within 1000 ms'],
    ['sends something else', () => host.latest.sendAnything('hello'), 'is no object'],
  ])('rejects for a model that %s, terminates its worker, and may be repeated', async (_, happens, message) => {
    create({ loadTimeoutMs: 1_000 });
    const starting = host.start();
    happens();
    await expect(starting).rejects.toEqual(failed(message));
    expect(host.latest.terminated).toBe(true);
    // Reported by `start` alone.
    expect(losses).toEqual([]);
    const again = host.start();
    await jest.advanceTimersByTimeAsync(0);
    host.latest.send({ type: 'loaded', manifest: MANIFEST });
    await again;
    expect(host.workers).toHaveLength(2);
  });

  it('takes the manifest that its worker reports, and says so where it is another', async () => {
    await loaded();
    expect(manifests).toEqual([]);
    host.latest.ends('exit code 3');
    const starting = host.start();
    await jest.advanceTimersByTimeAsync(0);
    const other: ModelManifest = { ...MANIFEST, description: 'It is new.', bufferSize: 7 };
    host.latest.send({ type: 'loaded', manifest: other });
    await starting;
    expect(manifests).toEqual([other]);
    expect([host.manifest, host.bufferSize]).toEqual([other, 7]);
  });

  it('is refused twice, and after the close', async () => {
    await loaded();
    await expect(host.start()).rejects.toThrow('was started twice');
    await host.close();
    await expect(host.start()).rejects.toThrow('after it was closed');
  });
});

describe('a worker that is lost', () => {
  it.each<[string, () => unknown, ModelFailure]>([
    [
      'by ending',
      () => host.latest.ends('exit code 3'),
      { code: 'worker_lost', message: "The worker of mortal ended; see the server's log.", cause: 'exit code 3' },
    ],
    [
      'by its model',
      () => host.latest.send({ type: 'fatal', reason: 'run() returned' }),
      { code: 'model_failed', message: "The model mortal ended; see the server's log." },
    ],
    [
      'by something that is not of the protocol',
      () => host.latest.sendAnything({ type: 'media', session: 's1' }),
      expect.objectContaining({
        cause: 'it sent a message media whose turn is no whole number from 0 to 9007199254740991',
      }) as never,
    ],
    [
      'by an unknown message',
      () => host.latest.sendAnything({ type: 'telepathy' }),
      expect.objectContaining({ cause: 'it sent a message of the unknown type "telepathy"' }) as never,
    ],
    [
      'by a flood of messages',
      () => {
        for (let i = 0; i <= 2 * MAX_MESSAGES_PER_SECOND + 100; i++) host.latest.send({ type: 'pulse' });
      },
      expect.objectContaining({ cause: 'it sent more than 10000 messages a second' }) as never,
    ],
  ])('%s is reported once, terminated, and its calls are answered', async (_, happens, failure) => {
    await inSession();
    const command = host.command(CALL);
    const { latest: worker } = host;
    happens();
    expect(losses).toEqual([failure]);
    expect(worker.terminated).toBe(true);
    expect(await command).toMatchObject({ ok: false, code: 'worker_lost' });
    worker.send({ type: 'fatal', reason: 'again' });
    worker.ends('again');
    expect(losses).toHaveLength(1);
    expect(await host.command(CALL)).toMatchObject({ ok: false, code: 'worker_lost' });
  });

  it('and does not end yet is waited for before the next one starts', async () => {
    await loaded();
    const old = host.latest;
    old.stuck = true;
    old.send({ type: 'fatal', reason: 'the driver hangs' });
    const starting = host.start();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(host.workers).toHaveLength(1);
    old.ends('at last');
    await jest.advanceTimersByTimeAsync(0);
    expect(host.workers).toHaveLength(2);
    host.latest.send({ type: 'loaded', manifest: MANIFEST });
    await starting;
  });

  it('and never ends fails the next start', async () => {
    await loaded({ closeTimeoutMs: 5_000 });
    host.latest.stuck = true;
    host.latest.send({ type: 'fatal', reason: 'the driver hangs' });
    const starting = host.start();
    const rejected = expect(starting).rejects.toEqual(failed('did not end within 5000 ms'));
    await jest.advanceTimersByTimeAsync(5_000);
    await rejected;
    expect(host.workers).toHaveLength(1);
  });

  it('sends nothing more to the next one', async () => {
    await inSession();
    const old = host.latest;
    old.ends('exit code 3');
    const starting = host.start();
    await jest.advanceTimersByTimeAsync(0);
    host.latest.send({ type: 'loaded', manifest: MANIFEST });
    await starting;
    old.send(media(0));
    old.send({ type: 'sessionBegun', session: 's1' });
    expect([chunks, late, losses.length]).toEqual([[], 0, 1]);
  });
});

describe('the begin of a session', () => {
  it('takes no longer than its limit: the worker is terminated then', async () => {
    await loaded({ beginTimeoutMs: 2_000 });
    const beginning = host.beginSession('s1');
    const rejected = expect(beginning).rejects.toEqual(failed('did not start its session within 2000 ms'));
    await jest.advanceTimersByTimeAsync(2_000);
    await rejected;
    expect(host.latest.terminated).toBe(true);
    expect(losses).toEqual([expect.objectContaining({ code: 'worker_lost' })]);
  });

  it('waits for ever where the limit is zero', async () => {
    await loaded({ beginTimeoutMs: 0 });
    const beginning = host.beginSession('s1');
    await jest.advanceTimersByTimeAsync(3_600_000);
    host.latest.send({ type: 'sessionBegun', session: 's1' });
    await beginning;
  });

  it('rejects where the model refuses, and the worker serves the next one', async () => {
    await loaded();
    const beginning = host.beginSession('s1');
    host.latest.send({ type: 'sessionRefused', session: 's1', reason: 'no memory' });
    await expect(beginning).rejects.toEqual(failed('no memory'));
    await host.endSession('error');
    const next = host.beginSession('s2');
    await jest.advanceTimersByTimeAsync(0);
    host.latest.send({ type: 'sessionBegun', session: 's2' });
    await next;
    expect(losses).toEqual([]);
  });

  it('in the place of another worker counts turns and frames on from there, in media and in outcomes', async () => {
    await loaded();
    const beginning = host.beginSession('s1', { turn: 40, frame: 100 });
    host.latest.send({ type: 'sessionBegun', session: 's1' });
    await beginning;
    host.latest.send(media(0, 2));
    expect(chunks).toMatchObject([
      {
        turn: 41,
        bundles: [
          { turn: 41, frame: 101 },
          { turn: 41, frame: 102 },
        ],
      },
    ]);
    const command = host.command(CALL);
    const outcome = { ok: true as const, turn: 2, frame: 3 };
    host.latest.send({ type: 'commandDone', session: 's1', callId: 1, outcome });
    expect(await command).toEqual({ ok: true, turn: 42, frame: 103 });
    await host.endSession('stopped');
    const next = host.beginSession('s2');
    host.latest.send({ type: 'sessionBegun', session: 's2' });
    await next;
    host.latest.send(media(4, 1, 's2'));
    expect(chunks.at(-1)).toMatchObject({ turn: 1, bundles: [{ turn: 1, frame: 1 }] });
  });

  it('waits for the end of the last session', async () => {
    await inSession({ turnTimeoutMs: 10_000 });
    host.latest.answers = false;
    const ending = host.endSession('stopped');
    const next = host.beginSession('s2');
    await jest.advanceTimersByTimeAsync(5_000);
    expect(host.latest.types).toEqual(['load', 'beginSession', 'endSession']);
    host.latest.send({ type: 'sessionEnded', session: 's1' });
    await ending;
    await jest.advanceTimersByTimeAsync(0);
    host.latest.send({ type: 'sessionBegun', session: 's2' });
    await next;
    // The timer of the first session does not end the worker under the second.
    await jest.advanceTimersByTimeAsync(20_000);
    expect([host.latest.terminated, losses]).toEqual([false, []]);
  });
});

describe('the end of a session', () => {
  it('terminates a worker whose turn takes too long', async () => {
    await inSession({ turnTimeoutMs: 3_000 });
    host.latest.answers = false;
    const ending = host.endSession('stopped');
    await jest.advanceTimersByTimeAsync(3_000);
    await ending;
    expect(host.latest.terminated).toBe(true);
    expect(losses).toEqual([
      { code: 'worker_lost', message: expect.stringContaining('did not finish its turn within 3000 ms') },
    ]);
  });

  it('resolves when the worker is lost meanwhile, and at once where no session runs', async () => {
    await inSession();
    host.latest.answers = false;
    const ending = host.endSession('stopped');
    host.latest.ends('exit code 3');
    await ending;
    await host.endSession('stopped');
  });

  it('refuses commands from then on with no_session', async () => {
    await inSession();
    await host.endSession('stopped');
    expect(await host.command(CALL)).toMatchObject({ ok: false, code: 'no_session' });
  });

  it('drops and counts frames that still arrive, and gives their slots back without credit', async () => {
    await inSession();
    await host.endSession('stopped');
    host.latest.send(media(3, 2));
    await jest.advanceTimersByTimeAsync(0);
    expect([chunks, late]).toEqual([[], 2]);
    expect(host.latest.all('shown')).toEqual([
      {
        type: 'shown',
        session: 's1',
        slots: [3, 4],
        credit: 0,
        parts: [expect.any(Uint8Array), expect.any(Uint8Array)],
      },
    ]);
  });

  it.each([
    { type: 'message', message: { type: 'hello', data: {} } } as const,
    { type: 'sessionFailed', failure: { code: 'model_failed', message: 'old' } } as const,
    { type: 'sessionEnded' } as const,
    { type: 'turnStarted', turn: 1 } as const,
  ])('leaves a late $type of it without effect on the next', async (message) => {
    await inSession();
    await host.endSession('stopped');
    const next = host.beginSession('s2');
    await jest.advanceTimersByTimeAsync(0);
    host.latest.send({ type: 'sessionBegun', session: 's2' });
    await next;
    const heard = jest.fn();
    host.attach({ ...LISTENER, onMessage: heard, onSessionFailed: heard });
    host.latest.send({ ...message, session: 's1' });
    expect(heard).not.toHaveBeenCalled();
    expect(host.command(CALL)).toBeInstanceOf(Promise);
    expect(host.latest.types.at(-1)).toBe('command');
  });
});

describe('frames', () => {
  it('go back with their credit in one message', async () => {
    await inSession();
    host.latest.send(media(5));
    const [bundle] = chunks[0]!.bundles;
    expect(bundle!.video['main_video']).toEqual({ width: 2, height: 2, data: new Uint8Array(6) });
    host.release(bundle!);
    host.grant(1);
    await jest.advanceTimersByTimeAsync(0);
    const shown = host.latest.all('shown');
    expect(shown).toEqual([{ type: 'shown', session: 's1', slots: [5], credit: 1, parts: [expect.any(Uint8Array)] }]);
  });

  it('that a sink still holds follow their credit without any, once, also in the next session', async () => {
    await inSession();
    host.latest.send(media(5));
    host.grant(1);
    await jest.advanceTimersByTimeAsync(0);
    await host.endSession('stopped');
    const next = host.beginSession('s2');
    await jest.advanceTimersByTimeAsync(0);
    host.latest.send({ type: 'sessionBegun', session: 's2' });
    await next;
    for (let i = 0; i < 2; i++) host.release(chunks[0]!.bundles[0]!);
    await jest.advanceTimersByTimeAsync(0);
    expect(host.latest.all('shown').map(({ session, slots, credit }) => [session, slots, credit])).toEqual([
      ['s1', [], 1],
      ['s1', [5], 0],
    ]);
  });

  it('of a lost worker are not given to the next one', async () => {
    await inSession();
    host.latest.send(media(5));
    host.latest.ends('exit code 3');
    const starting = host.start();
    await jest.advanceTimersByTimeAsync(0);
    host.latest.send({ type: 'loaded', manifest: MANIFEST });
    await starting;
    host.release(chunks[0]!.bundles[0]!);
    host.grant(1);
    await jest.advanceTimersByTimeAsync(0);
    expect(host.latest.all('shown')).toEqual([]);
  });

  it('of the largest batch are taken, and the next batch before it is shown', async () => {
    await inSession();
    host.latest.send(media(0, 300));
    host.latest.send(media(300, 300));
    expect([chunks.length, losses]).toEqual([2, []]);
  });

  it.each<[string, () => void, string]>([
    [
      'beyond the credit',
      () => {
        for (let i = 0; i < 50; i++) host.latest.send(media(i));
      },
      'it sent frames beyond its credit: 10 are outstanding, and it may have 10',
    ],
    [
      'in a slot that was not given back',
      () => {
        for (let i = 0; i < 2; i++) host.latest.send(media(7));
      },
      'it sent a picture in slot 7, which was not given back',
    ],
    ['of more than a batch', () => host.latest.send(media(0, 301)), 'bundles have 301 frames, more than 300'],
    [
      'without bytes',
      () => host.latest.send({ ...media(0), parts: [new Uint8Array(0)] }),
      'it sent a picture in slot 0 without its bytes',
    ],
    [
      'with bytes of another size',
      () => host.latest.send({ ...media(0), parts: [new Uint8Array(5)] }),
      'picture of 2x2 has no part of 6 bytes',
    ],
    [
      'in a slot that no worker has',
      () => host.latest.send(media(70_000)),
      'bundles[0].video.main_video.slot is no whole number from 0 to 65535',
    ],
  ])('%s lose the worker', async (_, happens, cause) => {
    await inSession();
    happens();
    expect(losses).toEqual([expect.objectContaining({ code: 'worker_lost', cause: expect.stringContaining(cause) })]);
    expect(host.latest.terminated).toBe(true);
  });
});

describe('the networks that a worker has opened', () => {
  const report = (network: string, provider: string) => host.latest.send({ type: 'networkOpened', network, provider });

  it('are known with what they run on, also those of its load, the last report of each', async () => {
    create();
    const starting = host.start();
    host.latest.send({ type: 'networkOpened', network: 'sunny.onnx', provider: 'cuda', deviceId: 1 });
    host.latest.send({ type: 'loaded', manifest: MANIFEST });
    await starting;
    report('small.onnx', 'cpu');
    report('sunny.onnx', 'cpu');
    expect(host.networks).toEqual([
      { network: 'sunny.onnx', provider: 'cpu' },
      { network: 'small.onnx', provider: 'cpu' },
    ]);
  });

  it('are none when it is lost', async () => {
    await loaded();
    report('sunny.onnx', 'cpu');
    host.latest.ends('exit code 3');
    expect(host.networks).toEqual([]);
  });

  it('are at most a hundred, with short names: they become labels of metrics', async () => {
    await loaded();
    for (let i = 0; i < 150; i++) report(`${i}.onnx`, 'cpu');
    report('99.onnx', 'cuda');
    expect(host.networks).toHaveLength(100);
    expect(host.networks.at(-1)).toEqual({ network: '99.onnx', provider: 'cuda' });
    expect(losses).toEqual([]);
    report('sunny.onnx', 'x'.repeat(65));
    expect(losses).toMatchObject([{ cause: expect.stringContaining('provider is no string of 1 to 64 characters') }]);
  });
});

describe('the log of a worker', () => {
  it('is bounded, and the next line says how many were left out', async () => {
    await loaded();
    const lines: string[] = [];
    const keep = (line: unknown): void => void lines.push(String(line));
    Logger.overrideLogger({ log: keep, warn: keep, error: keep });
    const log = (): void => host.latest.send({ type: 'log', level: 'log', text: 'again', fields: {} });
    for (let i = 0; i < 1_500; i++) log();
    expect(lines).toHaveLength(1_000);
    jest.advanceTimersByTime(1_000);
    log();
    expect(lines.at(-1)).toBe('again unlogged=500');
    Logger.overrideLogger(false);
  });
});

describe('the close of a host', () => {
  it('asks the worker to shut down, and terminates it when it has', async () => {
    await loaded();
    await host.close();
    expect(host.latest.types.at(-1)).toBe('shutdown');
    expect([host.latest.terminated, losses]).toEqual([true, []]);
    await host.close();
  });

  it('terminates a worker that does not, and does not wait for one that never ends', async () => {
    await loaded({ closeTimeoutMs: 2_000 });
    host.latest.answers = false;
    host.latest.stuck = true;
    const closing = host.close();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(host.latest.terminated).toBe(true);
    await jest.advanceTimersByTimeAsync(2_000);
    await closing;
  });

  it('while it loads rejects the start', async () => {
    create();
    const starting = host.start();
    const rejected = expect(starting).rejects.toEqual(failed('is shutting down'));
    await host.close();
    await rejected;
  });
});
