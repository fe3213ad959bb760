import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type InputState, ReactorModel, ReactorPipeline, Video, VideoFrame } from '@nestjs-reactor/core';
import { until } from '../support/until.js';
import { fromNewPeer, OFFER_2_12 } from './support/offers.js';
import { ReactorUnderTest } from './support/reactor-under-test.js';
import { SignalingSocket } from './support/signaling-socket.js';

class SteadyOutput {
  @Video() mainVideo!: VideoFrame;
}

@ReactorModel({ name: 'steady', output: SteadyOutput, fps: 50 })
class Steady extends ReactorPipeline<InputState, SteadyOutput> {
  *inference() {
    for (;;) yield { mainVideo: VideoFrame.rgb(2, 2, new Uint8Array(12)) };
  }
}

const OFFER = {
  ...OFFER_2_12,
  track_mapping: OFFER_2_12.track_mapping.slice(0, 1),
};

interface Stats {
  readonly session_id: string;
  readonly wanted_fps?: number;
  readonly emitted_fps?: number;
  readonly connections: readonly { readonly verdict: { readonly code: string } }[];
}

let server: ReactorUnderTest;
let session = '';

beforeAll(async () => {
  server = await ReactorUnderTest.start({ models: [Steady] });
});
afterEach(() => server.rest());
afterAll(() => server.close());

async function join(connectionId: number): Promise<void> {
  const transport = session === '' ? await server.startSession() : `${session}/transport/webrtc`;
  session = transport.replace('/transport/webrtc', '');
  await server.post(`${transport}/connections/${connectionId}/sdp_params`, fromNewPeer(OFFER));
}

const stats = async (path = `${session}/stats`): Promise<Stats> => (await server.get(path)).json as Stats;

describe('GET /sessions/{id}/stats', () => {
  afterEach(() => {
    session = '';
  });

  it('has no connections in a session without clients', async () => {
    const transport = await server.startSession();
    session = transport.replace('/transport/webrtc', '');
    expect(await stats()).toMatchObject({ session_id: session.split('/').at(-1), wanted_fps: 50, connections: [] });
  });

  it('has what the engine measures of each connection, and a verdict', async () => {
    await join(1002);
    server.engine.peer.connect();
    server.engine.peer.measured = {
      path: 'connected',
      roundTripTimeMs: 41.26,
      availableOutgoingKbps: 900.04,
      sentKbps: 812.51,
      bytesSent: 123_456,
      framesEncoded: 300,
      packetsLost: 17,
      packetsDropped: 12,
      lossShare: 0.040_04,
      keyframeRequests: 2,
      candidateType: 'host',
      protocol: 'udp',
      outputs: [
        {
          track: 'main_video',
          kind: 'video',
          codec: 'VP8',
          flowing: true,
          rung: { index: 1, scale: 2, maxKbps: 1_400, maxFramerate: 30 },
          encoderKbps: 828,
          width: 640,
          height: 360,
          framesSent: 300,
          framesPerSecond: 29.97,
          framesDropped: { link_behind: 4, awaiting_keyframe: 1, not_taken: 0 },
          keyframeRequests: 2,
          nacks: 9,
          retransmissions: 8,
        },
        { track: 'main_audio', kind: 'audio', flowing: false },
      ],
    };
    await until('the rate of the model', async () => (await stats()).emitted_fps !== undefined);
    const { emitted_fps, ...reply } = await stats();
    expect(emitted_fps).toEqual(expect.any(Number));
    expect(reply).toEqual({
      session_id: session.split('/').at(-1),
      wanted_fps: 50,
      connections: [
        {
          connection_id: 1002,
          engine: 'loopback',
          path: 'connected',
          candidate_type: 'host',
          protocol: 'udp',
          round_trip_ms: 41.3,
          link_kbps: 900,
          sent_kbps: 812.5,
          loss: 0.04,
          packets_lost: 17,
          packets_dropped: 12,
          keyframe_requests: 2,
          outputs: [
            {
              track: 'main_video',
              kind: 'video',
              codec: 'VP8',
              flowing: true,
              rung: { index: 1, scale: 2, max_kbps: 1_400, max_framerate: 30 },
              encoder_kbps: 828,
              width: 640,
              height: 360,
              frames_sent: 300,
              fps: 30,
              frames_dropped: { link_behind: 4, awaiting_keyframe: 1, not_taken: 0 },
              keyframe_requests: 2,
              nacks: 9,
              retransmissions: 8,
            },
            { track: 'main_audio', kind: 'audio', flowing: false },
          ],
          verdict: {
            code: 'link_limited',
            text: 'the link limits the picture: 4% loss, 900 kbps, main_video at 1/2 of its size and 30 frames a second',
          },
        },
      ],
    });
  });

  it('has only what is known, of clients in every state', async () => {
    await join(1002);
    server.engine.peer.connect();
    await join(1003);
    const socket = await SignalingSocket.open(server.url);
    await socket.ask({ type: 'join' });
    const { connections } = await stats();
    expect(connections).toEqual([
      {
        connection_id: 1002,
        engine: 'loopback',
        path: 'connected',
        outputs: [],
        verdict: { code: 'no_output', text: 'no output of the model goes to this client' },
      },
      {
        connection_id: 1003,
        engine: 'loopback',
        path: 'connecting',
        outputs: [],
        verdict: { code: 'not_connected', text: 'the connection of the client is being established' },
      },
      {
        connection_id: expect.any(Number),
        path: 'none',
        outputs: [],
        verdict: { code: 'not_connected', text: 'the client has no peer connection' },
      },
    ]);
    socket.close();
  });

  it('is also under the name of the model', async () => {
    await join(1002);
    expect((await stats(`/models/steady${session}/stats`)).connections).toHaveLength(1);
    expect((await server.get(`/models/nobody${session}/stats`)).status).toBe(404);
  });

  it('refuses the id of another session', async () => {
    await join(1002);
    const { status, json } = await server.get('/sessions/another/stats');
    expect([status, json]).toEqual([404, expect.objectContaining({ code: 'unknown_session' })]);
  });
});
