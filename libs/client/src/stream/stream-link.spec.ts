import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { encodeStreamFrame, type StreamTrack } from '@nestjs-reactor/protocol';
import type { BinarySocketLike } from './media-socket.js';
import { StreamLink } from './stream-link.js';
import type { PlayerEvents, StreamPlayer } from './stream-player.js';

const VIDEO: StreamTrack = { id: 0, name: 'main_video', kind: 'video', codec: 'VP8' };
const AUDIO: StreamTrack = { id: 1, name: 'main_audio', kind: 'audio', codec: 'opus' };

class FakeSocket implements BinarySocketLike {
  onopen: BinarySocketLike['onopen'] = null;
  onmessage: BinarySocketLike['onmessage'] = null;
  onclose: BinarySocketLike['onclose'] = null;
  readonly sent: number[][] = [];
  closed = false;

  send(message: Uint8Array): void {
    this.sent.push([...message]);
  }

  close(): void {
    this.closed = true;
    this.onclose?.({ code: 1000, reason: '' });
  }
}

function setUp() {
  const socket = new FakeSocket();
  const events = new Map<string, PlayerEvents>();
  const pushed: [string, number][] = [];
  const closed: string[] = [];
  const link = new StreamLink(socket, [VIDEO, AUDIO], ({ name, kind }, told) => {
    events.set(name, told);
    const player: StreamPlayer = {
      media: { id: name } as MediaStreamTrack,
      framesDecoded: kind === 'video' ? 7 : 0,
      size: kind === 'video' ? { width: 640, height: 360 } : undefined,
      level: kind === 'audio' ? 0.5 : undefined,
      push: ({ sequence }) => void pushed.push([name, sequence]),
      identify: () => ({ rtpTimestamp: 9, receivedMs: 1, decodeMs: 2 }),
      close: () => void closed.push(name),
    };
    return player;
  });
  const receive = (track: number, sequence: number): void => {
    const frame = { track, keyframe: true, sequence, rtpTimestamp: 0, data: Uint8Array.of(1, 2) };
    socket.onmessage?.({ data: encodeStreamFrame(frame).buffer });
  };
  return { socket, events, pushed, closed, link, receive };
}

// No link waits for its socket after its test.
beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('frames over a WebSocket', () => {
  it('go to the player of their track, and those of no track nowhere', async () => {
    const { socket, link, pushed, receive } = setUp();
    socket.onopen?.();
    await link.connected;
    receive(0, 1);
    receive(1, 1);
    receive(9, 1);
    receive(0, 2);
    expect(pushed).toEqual([
      ['main_video', 1],
      ['main_audio', 1],
      ['main_video', 2],
    ]);
    expect([...link.received]).toEqual([
      ['main_video', { id: 'main_video' }],
      ['main_audio', { id: 'main_audio' }],
    ]);
  });

  it('are answered with what their players say of them', () => {
    const { socket, events } = setUp();
    events.get('main_audio')!.decoded(258);
    events.get('main_video')!.wantsKeyframe(0);
    expect(socket.sent).toEqual([
      [1, 1, 0, 0, 1, 2],
      [2, 0, 0, 0, 0, 0],
    ]);
  });

  it('are counted', async () => {
    const { link, receive } = setUp();
    receive(0, 1);
    receive(1, 1);
    const sample = await link.sample();
    expect(sample).toMatchObject({ way: 'websocket', bytes: 24, packetsReceived: 2, packetsLost: 0 });
    expect([...sample.video]).toEqual([['main_video', { framesDecoded: 7, codec: 'VP8', width: 640, height: 360 }]]);
    expect(link.levels()).toEqual([0.5]);
    expect(link.identify('main_video', {} as VideoFrameCallbackMetadata)).toMatchObject({ rtpTimestamp: 9 });
    expect(link.identify('other', {} as VideoFrameCallbackMetadata)).toBeUndefined();
  });

  it('are over when the socket closes, with its reason', async () => {
    const { socket, link } = setUp();
    socket.onclose?.({ code: 1013, reason: 'too much data is waiting to be read' });
    await expect(link.connected).rejects.toMatchObject({ code: 'media_socket_closed' });
    expect(await link.lost).toMatchObject({ message: 'too much data is waiting to be read' });
  });

  it('are over when they cannot be decoded', async () => {
    const { events, link } = setUp();
    events.get('main_video')!.failed(new Error('out of memory'));
    expect(await link.lost).toMatchObject({
      code: 'decoding_failed',
      message: 'the browser could not decode main_video: out of memory',
    });
  });

  it('are over when another server answers', async () => {
    const { socket, link } = setUp();
    socket.onmessage?.({ data: 'hello' });
    expect(socket.closed).toBe(false);
    socket.onmessage?.({ data: new ArrayBuffer(3) });
    expect(await link.lost).toMatchObject({ code: 'bad_message' });
    expect(socket.closed).toBe(true);
  });

  it('are given up where the socket does not open in ten seconds', async () => {
    const { link } = setUp();
    const refused = expect(link.connected).rejects.toMatchObject({ code: 'no_answer' });
    await jest.advanceTimersByTimeAsync(10_000);
    await refused;
  });

  it('end with their players', () => {
    const { socket, link, closed } = setUp();
    link.close();
    expect([socket.closed, closed]).toEqual([true, ['main_video', 'main_audio']]);
  });
});
