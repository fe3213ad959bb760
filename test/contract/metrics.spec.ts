import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Audio,
  type InputState,
  MessageField,
  ModelMessage,
  OnConnected,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  Video,
  VideoFrame,
} from '@nestjs-reactor/core';
import { until } from '../support/until.js';
import { Broken, Echo } from './support/echo.model.js';
import { type MetricFamily, readMetrics, valueOf } from './support/metrics-text.js';
import { OFFER_2_12 } from './support/offers.js';
import { ReactorUnderTest } from './support/reactor-under-test.js';

class Brightness extends ModelMessage {
  @MessageField({ type: 'number' }) lumens!: number;
}

class PainterInput {
  @Video() webcam!: VideoFrame;
}

class PainterOutput {
  @Video() mainVideo!: VideoFrame;
  @Audio() mainAudio?: unknown;
}

/** Shows a small picture as often as it may. */
@ReactorModel({ name: 'painter', input: PainterInput, output: PainterOutput, fps: 60, messages: [Brightness] })
class Painter extends ReactorPipeline<InputState, PainterOutput> {
  *inference(): Generator<Turn<PainterOutput>, void, void> {
    for (;;) yield { mainVideo: VideoFrame.rgba(16, 16, new Uint8Array(16 * 16 * 4)) };
  }

  /** JSON has no such number. */
  @OnConnected() greet(): void {
    this.send(Brightness.of({ lumens: Number.NaN }));
  }
}

const NEGOTIATION = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30];

/** The contract: name, type, labels, buckets. */
const CONTRACT: [string, 'gauge' | 'counter' | 'histogram', string[], number[]][] = [
  ['runtime_info', 'gauge', ['version', 'model'], []],
  ['runtime_sessions_total', 'counter', ['reason'], []],
  ['runtime_session_duration_seconds', 'histogram', ['reason'], [1, 5, 15, 30, 60, 300, 600, 1800, 3600, 7200]],
  ['runtime_session_time_to_first_client_seconds', 'histogram', [], [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 60]],
  ['runtime_session_teardown_seconds', 'histogram', [], [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30]],
  ['runtime_connections_opened_total', 'counter', [], []],
  ['runtime_connections_closed_total', 'counter', [], []],
  ['runtime_connections_active', 'gauge', [], []],
  ['runtime_session_state', 'gauge', ['state'], []],
  ['runtime_session_errors_total', 'counter', [], []],
  ['runtime_commands_total', 'counter', ['command', 'outcome'], []],
  [
    'runtime_command_ingress_seconds',
    'histogram',
    ['command'],
    [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  ],
  ['runtime_model_load_seconds', 'histogram', ['outcome'], [1, 5, 10, 30, 60, 120, 300, 600]],
  ['runtime_media_frames_total', 'counter', ['track'], []],
  [
    'runtime_media_emit_interval_seconds',
    'histogram',
    ['track'],
    [0.005, 0.01, 0.02, 0.033, 0.067, 0.1, 0.2, 0.5, 1, 2, 5],
  ],
  ['runtime_webrtc_negotiation_seconds', 'histogram', ['outcome'], NEGOTIATION],
  ['runtime_webrtc_connect_seconds', 'histogram', [], NEGOTIATION],
];

let server: ReactorUnderTest;

async function metrics(path = '/metrics'): Promise<Map<string, MetricFamily>> {
  return readMetrics((await server.get(path)).text);
}

async function value(name: string, labels: Record<string, string> = {}): Promise<number | undefined> {
  return valueOf(await metrics(), name, labels);
}

type Say = (type: string, data: unknown) => void;

/** A client of the 2.12 generation that is connected, in the session that runs or in a new one. */
async function join(connectionId = 1002): Promise<Say> {
  const { json } = await server.get('/session');
  const { session_id, state } = json as { session_id: string; state: string };
  const transport = state === 'ready' ? await server.startSession() : `/sessions/${session_id}/transport/webrtc`;
  await server.post(`${transport}/connections/${connectionId}/sdp_params`, OFFER_2_12);
  const { peer } = server.engine;
  peer.connect();
  return (type, data) => peer.data.says(JSON.stringify({ scope: 'application', data: { type, data } }));
}

describe('after a session, the metrics of the contract', () => {
  let seen: Map<string, MetricFamily>;

  beforeAll(async () => {
    server = await ReactorUnderTest.start({ models: [Painter] });
    const say = await join();
    say('nobody_has_this', {});
    await until('frames', () => server.engine.pushed > 2);
    await server.post('/stop_session', {});
    await until('the end', async () => (await server.stateOf()) === 'ready');
    seen = await metrics();
  });
  afterAll(() => server.close());

  it.each(CONTRACT)('have %s, a %s with the labels %j', (name, type, labels, buckets) => {
    const family = seen.get(name);
    expect(family?.type).toBe(type);
    expect(family?.help).not.toBe('');
    const own = new Set(family?.series.flatMap((series) => Object.keys(series.labels)));
    own.delete('le');
    expect([...own].sort()).toEqual([...labels].sort());
    const bounds = new Set(family?.series.map(({ labels: { le } }) => le).filter((le) => le !== undefined));
    expect([...bounds]).toEqual(buckets.length === 0 ? [] : [...buckets.map(String), '+Inf']);
  });

  it('are these and no others', () => {
    const own = [...seen.keys()].filter((name) => name.startsWith('runtime_'));
    expect(own.sort()).toEqual(CONTRACT.map(([name]) => name).sort());
  });
});

describe('the metrics of the contract', () => {
  afterEach(() => server.close());

  it('come in the text format', async () => {
    server = await ReactorUnderTest.start();
    const { status, headers } = await server.get('/metrics');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; version=1.0.0; charset=utf-8']);
  });

  it('declare what is counted before the first of its kind', async () => {
    server = await ReactorUnderTest.start();
    for (const reason of ['stopped', 'timed_out', 'evicted', 'moderated', 'error']) {
      expect(await value('runtime_sessions_total', { reason })).toBe(0);
    }
    for (const command of ['set_prompt', 'set_strength', 'say', 'shout', 'refuse']) {
      expect(await value('runtime_commands_total', { command, outcome: 'accepted' })).toBe(0);
      expect(await value('runtime_commands_total', { command, outcome: 'rejected' })).toBe(0);
    }
    for (const track of ['main_video', 'main_audio']) {
      expect(await value('runtime_media_frames_total', { track })).toBe(0);
    }
    expect(await value('runtime_media_frames_total', { track: 'webcam' })).toBeUndefined();
    for (const name of ['connections_opened_total', 'connections_closed_total', 'session_errors_total']) {
      expect(await value(`runtime_${name}`)).toBe(0);
    }
    expect(await value('runtime_info', { version: '0.1.0', model: 'echo' })).toBe(1);
    expect(await value('runtime_model_load_seconds_count', { outcome: 'ok' })).toBe(1);
  });

  it('show one state of seven', async () => {
    server = await ReactorUnderTest.start();
    await join();
    const states = (await metrics())
      .get('runtime_session_state')
      ?.series.map(({ labels, value: v }) => [labels['state'], v]);
    expect(states).toEqual([
      ['created', 0],
      ['ready', 0],
      ['waiting', 0],
      ['streaming', 1],
      ['orphaned', 0],
      ['closing', 0],
      ['terminated', 0],
    ]);
  });

  it('count each command by what became of it, whatever its name', async () => {
    server = await ReactorUnderTest.start();
    const say = await join();
    say('set_prompt', { prompt: 'a' });
    say('set_prompt', { prompt: 'b' });
    say('set_strength', { strength: 7 });
    say('refuse', {});
    say('rm -rf /', {});
    const counted = (command: string, outcome: string): Promise<number | undefined> =>
      value('runtime_commands_total', { command, outcome });
    await until('the last command', async () => (await counted('unknown', 'rejected')) === 1);
    expect(await counted('set_prompt', 'accepted')).toBe(2);
    expect(await counted('set_strength', 'rejected')).toBe(1);
    // What a handler does with an accepted command is its own business.
    expect(await counted('refuse', 'accepted')).toBe(1);
    expect(await value('runtime_command_ingress_seconds_count', { command: 'set_prompt' })).toBe(2);
    expect((await server.get('/metrics')).text).not.toContain('rm -rf');
    await until('three errors', async () => (await value('runtime_session_errors_total')) === 3);
  });

  it('count clients who came, who left, and who are in', async () => {
    server = await ReactorUnderTest.start();
    await join();
    server.engine.peer.lose();
    await join(1003);
    expect(await value('runtime_connections_opened_total')).toBe(2);
    expect(await value('runtime_connections_closed_total')).toBe(1);
    expect(await value('runtime_connections_active')).toBe(1);
    expect(await value('runtime_webrtc_connect_seconds_count')).toBe(2);
    expect(await value('runtime_webrtc_negotiation_seconds_count', { outcome: 'ok' })).toBe(2);
    await server.post('/stop_session', {});
    expect(await value('runtime_connections_closed_total')).toBe(1);
    expect(await value('runtime_connections_active')).toBe(0);
  });

  it('measure an offer that failed, and none that a newer one overtook', async () => {
    server = await ReactorUnderTest.start();
    const transport = await server.startSession();
    const answers: (() => void)[] = [];
    server.engine.answer = () => new Promise((resolve) => answers.push(() => resolve('v=0\r\n')));
    const path = `${transport}/connections/1002/sdp_params`;
    const first = server.post(path, OFFER_2_12);
    await until('the first offer', () => answers.length === 1);
    const second = server.post(path, OFFER_2_12);
    await until('the second offer', () => answers.length === 2);
    for (const answer of answers) answer();
    await Promise.all([first, second]);
    server.engine.answer = () => {
      throw new Error('no codec');
    };
    await server.post(path, OFFER_2_12);
    expect(await value('runtime_webrtc_negotiation_seconds_count', { outcome: 'ok' })).toBe(1);
    expect(await value('runtime_webrtc_negotiation_seconds_count', { outcome: 'failed' })).toBe(1);
  });

  it('measure a load that failed', async () => {
    server = await ReactorUnderTest.start({ models: [Broken] });
    expect(await value('runtime_model_load_seconds_count', { outcome: 'failed' })).toBe(1);
    expect(await value('runtime_session_state', { state: 'terminated' })).toBe(1);
    expect(await value('runtime_sessions_total', { reason: 'error' })).toBe(0);
  });
});

describe("the server's own metrics", () => {
  afterEach(() => server.close());

  it('follow a frame and what became of it', async () => {
    server = await ReactorUnderTest.start({ models: [Painter] });
    await join();
    await until('frames', () => server.engine.pushed > 5);
    const model = 'painter';
    const seen = await metrics();
    const shown = valueOf(seen, 'reactor_frames_shown_total', { model }) ?? 0;
    expect(shown).toBeGreaterThan(5);
    for (const stage of ['turn', 'convert', 'handoff']) {
      expect(valueOf(seen, `reactor_${stage}_seconds_count`, { model })).toBeGreaterThan(5);
    }
    expect(valueOf(seen, 'reactor_pacer_wait_seconds_count', { model })).toBe(shown);
    await server.post('/stop_session', {});
    await until('the end', async () => (await server.stateOf()) === 'ready');
    const after = await metrics();
    const [made, seenLast, lost] = [
      valueOf(after, 'runtime_media_frames_total', { track: 'main_video' }) ?? 0,
      valueOf(after, 'reactor_frames_shown_total', { model }) ?? 0,
      valueOf(after, 'reactor_frames_dropped_total', { model, cause: 'session_over' }) ?? 0,
    ];
    // Every frame is accounted for.
    expect(seenLast + lost).toBe(made);
  });

  it('tell the worker’s buffers', async () => {
    server = await ReactorUnderTest.start({ models: [Painter] });
    await join();
    const buffers = async (state: string): Promise<number | undefined> =>
      await value('reactor_frame_buffers', { model: 'painter', state });
    await until('the worker’s report', async () => (await buffers('free')) !== undefined);
    expect(await buffers('lent')).toBeGreaterThanOrEqual(0);
    expect(await value('reactor_frame_buffers_allocated_total', { model: 'painter' })).toBeGreaterThan(0);
    expect(await value('reactor_worker_heap_bytes', { model: 'painter' })).toBeGreaterThan(1_000_000);
    expect(await value('reactor_worker_restarts_total', { model: 'painter' })).toBe(0);
    await until('a message that JSON has no form for', async () => {
      return (await value('reactor_messages_unsent_total', { model: 'painter' })) === 1;
    });
  });

  it('add up the sound that found no room, by track', async () => {
    server = await ReactorUnderTest.start({ models: [Painter] });
    const labels = { model: 'painter', track: 'main_audio' };
    expect(await value('reactor_audio_dropped_seconds_total', labels)).toBe(0);
    await join();
    server.engine.dropSound('main_audio', 125);
    server.engine.dropSound('main_audio', 250);
    expect(await value('reactor_audio_dropped_seconds_total', labels)).toBe(0.375);
    expect((await metrics()).get('reactor_audio_dropped_seconds_total')?.series).toHaveLength(1);
  });

  it('tell what clients sent and the model never read, by input and cause', async () => {
    server = await ReactorUnderTest.start({
      models: [Painter],
      inference: { maxInputsUnderWay: 2, maxInputFrames: 1 },
    });
    const dropped = (cause: string): Promise<number | undefined> =>
      value('reactor_input_frames_dropped_total', { model: 'painter', track: 'webcam', cause });
    for (const cause of [
      'queue_full',
      'worker_busy',
      'closed',
      'not_publisher',
      'forbidden',
      'too_large',
      'too_fast',
    ]) {
      expect(await dropped(cause)).toBe(0);
    }
    await join();
    const picture = VideoFrame.rgba(4, 4, new Uint8Array(4 * 4 * 4));
    // Before its worker can take any: two go, and of the others the newest.
    for (let i = 0; i < 6; i++) server.engine.peer.sendVideo('webcam', picture);
    await until('the worker’s report', async () => (await dropped('worker_busy')) === 3);
    expect(await dropped('queue_full')).toBe(2);
    await server.post('/stop_session', {});
    await until('the next report', async () => (await dropped('closed')) === 1);
  });

  it('tell what came from a client who does not publish the input', async () => {
    server = await ReactorUnderTest.start({ models: [Painter] });
    await join();
    server.engine.peer.control.says(
      '{"type":"request","method":"publish_track","request_id":"ctrl_1","data":{"name":"webcam"}}',
    );
    await join(1003);
    server.engine.peer.sendVideo('webcam', VideoFrame.rgba(4, 4, new Uint8Array(4 * 4 * 4)));
    expect(
      await value('reactor_input_frames_dropped_total', { model: 'painter', track: 'webcam', cause: 'not_publisher' }),
    ).toBe(1);
  });

  it('add up what viewers’ connections measure', async () => {
    server = await ReactorUnderTest.start();
    await join();
    server.engine.peer.measured = {
      bytesSent: 1_000,
      packetsLost: 3,
      packetsDropped: 5,
      keyframeRequests: 2,
      roundTripTimeMs: 40,
      protocol: 'tcp',
    };
    const model = 'echo';
    await until('a sample', async () => (await value('reactor_sent_bytes_total', { model })) === 1_000);
    expect(await value('reactor_viewers_by_protocol', { model, protocol: 'tcp' })).toBe(1);
    server.engine.peer.measured = {
      bytesSent: 1_500,
      packetsLost: 2,
      packetsDropped: 9,
      keyframeRequests: 2,
      roundTripTimeMs: 40,
    };
    await until('another', async () => (await value('reactor_sent_bytes_total', { model })) === 1_500);
    expect(await value('reactor_packets_lost_total', { model })).toBe(3);
    expect(await value('reactor_viewer_packets_dropped_total', { model })).toBe(9);
    expect(await value('reactor_keyframe_requests_total', { model })).toBe(2);
    expect(await value('reactor_round_trip_seconds_bucket', { model, le: '0.025' })).toBe(0);
    expect(await value('reactor_round_trip_seconds_bucket', { model, le: '0.05' })).toBeGreaterThanOrEqual(2);
    expect(await value('reactor_viewers', { model })).toBe(1);
  });

  it('tell which sizes are encoded, who watches each, and what slow viewers were not sent', async () => {
    server = await ReactorUnderTest.start();
    const model = 'echo';
    const dropped = (cause: string) => value('reactor_viewer_frames_dropped_total', { model, cause });
    for (const cause of ['link_behind', 'awaiting_keyframe', 'not_taken']) expect(await dropped(cause)).toBe(0);
    const sees = (scale: number, framesDropped: object, flowing = true): void => {
      const rung = { index: scale - 1, scale, maxKbps: 4_000 / scale };
      const outputs = [{ track: 'main_video', kind: 'video', codec: 'VP8', flowing, rung, framesDropped } as const];
      server.engine.peer.measured = { path: 'connected', outputs };
    };
    await join();
    sees(1, { link_behind: 3, awaiting_keyframe: 1 });
    await join(1003);
    sees(1, { link_behind: 2 });
    const viewers = (scale: string) => value('reactor_rung_viewers', { model, codec: 'VP8', scale });
    await until('both viewers', async () => (await viewers('1')) === 2);
    // An engine that encodes for each viewer has as many encoders.
    expect(await value('reactor_encoders', { model, codec: 'VP8', scale: '1' })).toBe(2);
    expect([await dropped('link_behind'), await dropped('awaiting_keyframe')]).toEqual([5, 1]);
    sees(2, { link_behind: 6 });
    await until('a smaller size', async () => (await viewers('2')) === 1);
    expect(await viewers('1')).toBe(1);
    expect(await dropped('link_behind')).toBe(9);
    [...server.engine.rooms][0]!.encoders = [{ track: 'main_video', kind: 'video', codec: 'VP8', scale: 1 }];
    sees(2, { link_behind: 6 }, false);
    await until('a pause', async () => (await viewers('2')) === undefined);
    expect(await value('reactor_encoders', { model, codec: 'VP8', scale: '1' })).toBe(1);
    expect(await value('reactor_encoders', { model, codec: 'VP8', scale: '2' })).toBeUndefined();
  });

  it('count what a viewer did not get, even of one that has left, and its candidates', async () => {
    server = await ReactorUnderTest.start();
    await join();
    const { peer } = server.engine;
    const { data, options } = peer;
    const model = 'echo';
    const tell = (): void => server.sessions.runtime().current!.sendMessage({ type: 'told', data: {} }, undefined);
    data.bufferedAmount = 1 << 30;
    tell();
    data.readyState = 'connecting';
    tell();
    expect(await value('reactor_messages_dropped_total', { model })).toBe(1);
    peer.lose();
    expect(await value('reactor_messages_dropped_total', { model })).toBe(2);
    options.events.dropped('unusable_candidate', 2);
    for (let i = 0; i < 2; i++) options.events.dropped('excess_candidate', 3);
    expect(await value('reactor_signaling_dropped_total', { model, what: 'unusable_candidate' })).toBe(2);
    expect(await value('reactor_signaling_dropped_total', { model, what: 'excess_candidate' })).toBe(6);
    expect(await value('reactor_refusals_total', { edge: 'session', code: 'candidate_limit' })).toBe(1);
  });

  it('go on for the others where one viewer’s connection does not answer', async () => {
    server = await ReactorUnderTest.start();
    await join();
    server.engine.peer.stats = () => new Promise(() => {});
    await join(1003);
    const { peer } = server.engine;
    for (const bytesSent of [1_000, 1_500]) {
      peer.measured = { bytesSent };
      await until('a sample', async () => (await value('reactor_sent_bytes_total', { model: 'echo' })) === bytesSent);
    }
  });

  it('count refusals by edge and code', async () => {
    server = await ReactorUnderTest.start();
    await server.post('/stop_session', {});
    const say = await join();
    say('set_strength', { strength: 7 });
    await until(
      'the refusal',
      async () => (await value('reactor_refusals_total', { edge: 'session', code: 'invalid_command' })) === 1,
    );
    expect(await value('reactor_refusals_total', { edge: 'http', code: 'session_not_running' })).toBe(1);
  });

  it('tell how the process fares', async () => {
    server = await ReactorUnderTest.start();
    expect(await value('reactor_process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    expect(await value('reactor_process_cpu_seconds_total')).toBeGreaterThan(0.1);
    expect(await value('reactor_event_loop_delay_seconds', { percentile: '99' })).toBeGreaterThanOrEqual(0);
  });
});

describe('several models', () => {
  afterEach(() => server.close());

  it('have the contract’s metrics each on a page of its own, and the server’s own on the first alone', async () => {
    server = await ReactorUnderTest.start({ models: [Echo, Painter] });
    await server.post('/models/painter/start_session', {});
    const [root, echo, painter] = [
      await metrics(),
      await metrics('/models/echo/metrics'),
      await metrics('/models/painter/metrics'),
    ];
    expect(valueOf(root, 'runtime_session_state', { state: 'waiting' })).toBe(0);
    expect(valueOf(painter, 'runtime_session_state', { state: 'waiting' })).toBe(1);
    expect(valueOf(painter, 'runtime_info', { version: '0.1.0', model: 'painter' })).toBe(1);
    const own = [...root.keys()].filter((name) => name.startsWith('runtime_'));
    expect([...echo.keys()]).toEqual(own);
    expect([...painter.keys()]).toEqual(own);
    expect(valueOf(root, 'reactor_viewers', { model: 'painter' })).toBe(0);
    expect((await server.get('/models/nobody/metrics')).status).toBe(404);
  });

  it('clash with no other application of the process', async () => {
    server = await ReactorUnderTest.start();
    const other = await ReactorUnderTest.start();
    await other.post('/start_session', {});
    expect(
      valueOf(readMetrics((await other.get('/metrics')).text), 'runtime_session_state', { state: 'waiting' }),
    ).toBe(1);
    expect(await value('runtime_session_state', { state: 'waiting' })).toBe(0);
    await other.close();
  });
});
