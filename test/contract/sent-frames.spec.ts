import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { InputField, InputState, ReactorModel, ReactorPipeline, Video, VideoFrame } from '@nestjs-reactor/core';
import { until } from '../support/until.js';
import { newOrigin, OFFER_2_9 } from './support/offers.js';
import { ReactorUnderTest } from './support/reactor-under-test.js';
import { SignalingSocket } from './support/signaling-socket.js';

class TracedState extends InputState {
  @InputField({ default: 1, min: 0, max: 255 }) shade!: number;
}

class TracedOutput {
  @Video() mainVideo!: VideoFrame;
}

@ReactorModel({ name: 'traced', state: TracedState, output: TracedOutput, fps: 60 })
class Traced extends ReactorPipeline<TracedState, TracedOutput> {
  *inference() {
    for (;;) yield { mainVideo: VideoFrame.rgb(2, 2, new Uint8Array(12).fill(this.state.shade)) };
  }
}

let server: ReactorUnderTest;
const sockets: SignalingSocket[] = [];

beforeAll(async () => {
  server = await ReactorUnderTest.start({ models: [Traced] });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await server.rest();
});
afterAll(() => server.close());

async function watching(subscribe?: readonly string[]): Promise<SignalingSocket> {
  const socket = await SignalingSocket.open(server.url);
  sockets.push(socket);
  await socket.ask({ type: 'join', ...(subscribe === undefined ? {} : { subscribe }) });
  const mapping = [{ mid: '0', name: 'main_video', kind: 'video', direction: 'recvonly' }];
  await socket.ask({ type: 'offer', sdp: newOrigin(OFFER_2_9.sdp_offer), track_mapping: mapping });
  server.engine.peer.connect();
  return socket;
}

interface Frame {
  readonly frame: number;
  readonly commands?: readonly { readonly request_id: string; readonly server_ms: number }[];
}

const framesOf = (socket: SignalingSocket) => socket.told.filter(({ type }) => type === 'frame') as unknown as Frame[];

describe('a client that subscribes to frames', () => {
  it('is sent the RTP timestamp of the first frame after its command, and the time of each stage', async () => {
    const socket = await watching(['frames']);
    const reply = (await socket.ask({ type: 'command', name: 'set_shade', args: { shade: 9 } })) as { frame: number };
    const first = () => framesOf(socket).find(({ commands }) => commands !== undefined);
    await until('its first frame', () => first() !== undefined);
    expect(first()).toEqual({
      type: 'frame',
      track: 'main_video',
      frame: reply.frame,
      turn: expect.any(Number),
      rtp_timestamp: reply.frame * 3_000,
      stages: {
        turn_ms: expect.any(Number),
        convert_ms: expect.any(Number),
        wait_ms: expect.any(Number),
        encode_ms: expect.any(Number),
        send_ms: 0,
      },
      commands: [{ request_id: expect.stringMatching(/^r\d$/), server_ms: expect.any(Number) }],
    });
  });

  it('is sent samples of the others, and nothing of the commands of another client', async () => {
    const socket = await watching(['frames']);
    const other = await watching();
    await other.ask({ type: 'command', name: 'set_shade', args: { shade: 9 } });
    await until('two samples', () => framesOf(socket).length >= 2);
    expect(framesOf(socket).some(({ commands }) => commands !== undefined)).toBe(false);
    expect(framesOf(other)).toEqual([]);
  });

  it('has the times of encoding and sending in the metrics', async () => {
    const socket = await watching(['frames']);
    await until('a sample', () => framesOf(socket).length > 0);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toMatch(/^reactor_frame_encode_seconds_count\{model="traced"\} [1-9]/m);
    expect(metrics).toMatch(/^reactor_frame_send_seconds_count\{model="traced"\} [1-9]/m);
  });
});
