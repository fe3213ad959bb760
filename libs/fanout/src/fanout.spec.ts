import { describe, expect, it } from '@jest/globals';
import { connectedPair, pair, type Pair, SERVER, VIEWER, vp8 } from './pair.fixture.js';

const FRAME_MS = 33;

/** To be called each millisecond: sends a frame of `bytes` each 33 ms, the first one and those asked for as keyframes. */
function streaming({ network, server, viewer }: Pair, bytes: number): { step: () => void; sent: () => number } {
  const mid = network.eventsOf(server, 'media', viewer)[0]!.mid;
  const start = network.clock.ms;
  let sent = 0;
  const step = (): void => {
    if (network.clock.ms < start + sent * FRAME_MS) return;
    server.setFrame(vp8(bytes, sent, sent === 0));
    server.sendFrame(viewer, mid, { codec: 'VP8', rtpTimestamp: sent * FRAME_MS * 90 });
    sent++;
  };
  return { step, sent: () => sent };
}

/** As this package numbers it in offers. */
const PLAYOUT_DELAY_ID = 5;

/** In hexadecimal, of an RTP packet with header extensions of one byte (RFC 8285, 4.2). */
function extensionOf(datagram: Uint8Array, wanted: number): string | undefined {
  const packet = Buffer.from(datagram);
  const end = 16 + packet.readUInt16BE(14) * 4;
  for (let at = 16; at < end;) {
    const id = packet[at]! >> 4;
    const length = id === 0 ? 0 : (packet[at]! & 15) + 1;
    if (id === wanted) return packet.toString('hex', at + 1, at + 1 + length);
    at += 1 + length;
  }
  return undefined;
}

const digest = (data: Uint8Array): string => Buffer.from(data).toString('base64');

describe('two peers', () => {
  it('connect, and frames arrive as they were sent', async () => {
    const { network, server, client, viewer } = await connectedPair();
    const [media] = network.eventsOf(server, 'media');
    expect(media).toEqual({ type: 'media', peer: viewer, kind: 'video', direction: 'send', mid: expect.any(String) });
    expect(server.codecs(viewer, media!.mid)).toEqual(['VP8', 'VP9', 'AV1', 'H264']);
    const frames = Array.from({ length: 30 }, (_, index) => vp8(8_000 + index, index, index === 0));
    for (const [index, frame] of frames.entries()) {
      server.setFrame(frame);
      expect(server.sendFrame(viewer, media!.mid, { codec: 'VP8', rtpTimestamp: 3_000 * index })).toBe(true);
      network.pass(FRAME_MS);
    }
    network.pass(200);
    const received = network.eventsOf(client, 'frame');
    expect(received.map(({ data }) => digest(data))).toEqual(frames.map(digest));
    expect(received.map(({ rtpTimestamp }) => rtpTimestamp)).toEqual(frames.map((_, index) => 3_000 * index));
    expect(received.map(({ keyframe }) => keyframe)).toEqual(frames.map((_, index) => index === 0));
    expect(received.every(({ contiguous }) => contiguous)).toBe(true);
  });

  it('exchange Opus frames and the time that sound and picture share', async () => {
    const { network, server, client, viewer } = await connectedPair({ receiveAudio: 1, receiveVideo: 1 });
    const mids = Object.fromEntries(network.eventsOf(server, 'media').map(({ kind, mid }) => [kind, mid]));
    for (let index = 0; index < 150; index++) {
      server.setFrame(Uint8Array.of(0xfc, index));
      server.sendFrame(viewer, mids.audio!, {
        codec: 'opus',
        rtpTimestamp: 960 * index,
        capturedAtMs: server.nowMs() - 40,
      });
      server.setFrame(vp8(500, index, index === 0));
      server.sendFrame(viewer, mids.video!, { codec: 'VP8', rtpTimestamp: 1_800 * index });
      network.pass(20);
    }
    const last = (codec: string) => network.eventsOf(client, 'frame').findLast((frame) => frame.codec === codec)!;
    const wallClock = ({ senderReport, rtpTimestamp }: ReturnType<typeof last>, rate: number): number =>
      senderReport!.ntpMs + ((rtpTimestamp - senderReport!.rtpTimestamp) / rate) * 1000;
    const apart = wallClock(last('VP8'), 90_000) - wallClock(last('opus'), 48_000);
    expect(apart).toBeGreaterThan(35);
    expect(apart).toBeLessThan(45);
  });

  it('carry how loud a sound is, and nothing where nobody says it', async () => {
    const { network, server, client, viewer } = await connectedPair({ receiveAudio: 1 });
    const { mid } = network.eventsOf(server, 'media')[0]!;
    const levels = [0, 37, 126, 127, undefined];
    for (const [index, audioLevel] of levels.entries()) {
      server.setFrame(Uint8Array.of(0xfc, index));
      const level = audioLevel === undefined ? {} : { audioLevel };
      server.sendFrame(viewer, mid, { codec: 'opus', rtpTimestamp: 960 * index, ...level });
      network.pass(20);
    }
    network.pass(200);
    expect(network.eventsOf(client, 'frame').map(({ audioLevel }) => audioLevel)).toEqual(levels);
  });

  it('hand a keyframe request of the viewer to the server', async () => {
    const made = await connectedPair();
    const { network, server, client, screen } = made;
    const { step } = streaming(made, 2_000);
    network.pass(200, step);
    const { mid } = network.eventsOf(client, 'frame')[0]!;
    expect(client.requestKeyframe(screen, mid)).toBe(true);
    network.pass(50, step);
    expect(network.eventsOf(server, 'keyframeRequest')).toEqual([{ type: 'keyframeRequest', peer: 1, mid }]);
  });

  it('keep every frame over a link that loses 2 packets of 100', async () => {
    const made = await connectedPair();
    const { network, server, client } = made;
    let seen = 0;
    network.setLink(VIEWER, { delayMs: 10, drops: () => ++seen % 50 === 0 });
    const { step, sent } = streaming(made, 8_000);
    network.pass(10_000, step);
    network.pass(1_000);
    expect(network.eventsOf(client, 'frame').length).toBeGreaterThanOrEqual(sent() - 1);
    const stats = network.eventsOf(server, 'stats').at(-1)!;
    expect(stats.streams[0]!.nacks).toBeGreaterThan(10);
    expect(stats.lossSent).toBeGreaterThan(0);
  });

  it('let a frame of 16 kB leave at once, and a keyframe of 150 kB in a quarter of a second', async () => {
    const made = await connectedPair({ receiveVideo: 1 }, { startKbps: 4_000 });
    const { network, server, client, viewer } = made;
    server.setDesiredKbps(viewer, 4_000);
    network.pass(2_000, streaming(made, 12_000).step);
    const { mid } = network.eventsOf(server, 'media')[0]!;
    const before = network.sentBytes;
    server.setFrame(vp8(16_000, 1, false));
    server.sendFrame(viewer, mid, { codec: 'VP8', rtpTimestamp: 10_000_000 });
    network.pump();
    expect(network.sentBytes - before).toBeGreaterThan(16_000);
    server.setFrame(vp8(150_000, 2, true));
    server.sendFrame(viewer, mid, { codec: 'VP8', rtpTimestamp: 10_003_000 });
    const received = (): boolean => network.eventsOf(client, 'frame').at(-1)!.data.length === 150_000;
    expect(network.until(received, 250)).toBe(true);
  });

  it('go on without a gap after a pause', async () => {
    const made = await connectedPair();
    const { network, server, client, viewer } = made;
    const { step, sent } = streaming(made, 2_000);
    network.pass(500, step);
    network.pass(5_000);
    const { mid } = network.eventsOf(server, 'media')[0]!;
    server.setFrame(vp8(3_000, 99, true));
    server.sendFrame(viewer, mid, { codec: 'VP8', rtpTimestamp: 5_500 * 90 });
    network.pass(100);
    const frames = network.eventsOf(client, 'frame');
    expect(frames).toHaveLength(sent() + 1);
    expect(frames.at(-1)).toMatchObject({ contiguous: true, keyframe: true, rtpTimestamp: 5_500 * 90 });
  });

  it('say in each video packet how long to wait before it is shown', async () => {
    const { network, server, viewer } = await connectedPair(
      { receiveVideo: 1 },
      { playoutDelayMs: { min: 0, max: 100 } },
    );
    const { mid } = network.eventsOf(server, 'media')[0]!;
    server.setFrame(vp8(3_000, 0, true));
    server.sendFrame(viewer, mid, { codec: 'VP8', rtpTimestamp: 0 });
    const delays: (string | undefined)[] = [];
    server.poll({
      transmit: (_peer, datagram) => void delays.push(extensionOf(datagram, PLAYOUT_DELAY_ID)),
      event: () => {},
    });
    // Twelve bits each, in units of 10 ms.
    expect(delays).toEqual(['00000a', '00000a', '00000a']);
  });

  it('restart ICE and go on', async () => {
    const made = await connectedPair();
    const { network, server, client, viewer, screen } = made;
    const { step, sent } = streaming(made, 2_000);
    network.pass(500, step);
    const before = server.iceUfrag(viewer);
    const states = network.eventsOf(server, 'ice').length;
    client.acceptAnswer(screen, server.acceptOffer(viewer, client.restartIce(screen)));
    expect(server.iceUfrag(viewer)).not.toBe(before);
    network.pass(1_000, step);
    const later = network.eventsOf(server, 'ice').slice(states);
    expect(later.map(({ state }) => state)).toEqual(['checking', 'completed']);
    network.pass(100);
    expect(network.eventsOf(client, 'frame')).toHaveLength(sent());
  });

  it('report a viewer that fell silent, and its return', async () => {
    const { network, server } = await connectedPair();
    const states = network.eventsOf(server, 'ice').length;
    network.setLink(SERVER, { delayMs: 5, drops: () => true });
    network.pass(6_000);
    expect(network.eventsOf(server, 'ice')).toHaveLength(states);
    network.pass(4_000);
    expect(network.eventsOf(server, 'ice').at(-1)!.state).toBe('disconnected');
    network.setLink(SERVER, { delayMs: 5 });
    expect(network.until(() => network.eventsOf(server, 'ice').at(-1)!.state === 'completed', 5_000)).toBe(true);
  });

  it('tell the other side when one is closed', async () => {
    const { network, server, client, viewer, screen } = await connectedPair();
    server.closePeer(viewer);
    network.pass(100);
    expect(network.eventsOf(client, 'closed')).toEqual([
      { type: 'closed', peer: screen, reason: 'remote', message: '' },
    ]);
    expect(network.eventsOf(server, 'closed')).toEqual([]);
    expect(() => server.iceUfrag(viewer)).toThrow(expect.objectContaining({ code: 'unknown_peer' }));
    expect(server.nextTimeoutMs()).toBe(Infinity);
    expect(client.nextTimeoutMs()).toBe(Infinity);
  });
});

describe('a data channel', () => {
  it('carries messages of 262,144 bytes both ways', async () => {
    const { network, server, client, viewer, screen } = await connectedPair({ channel: 'data' });
    expect(network.eventsOf(server, 'channelOpen')).toEqual([
      { type: 'channelOpen', peer: viewer, channel: 0, label: 'data' },
    ]);
    const message = Uint8Array.from({ length: 262_144 }, (_, index) => index % 251);
    expect(server.sendMessage(viewer, 0, true, message)).toBe(true);
    expect(client.sendMessage(screen, 0, false, Buffer.from('é'))).toBe(true);
    expect(client.sendMessage(screen, 0, true, message)).toBe(true);
    expect(server.bufferedAmount(viewer, 0)).toBeGreaterThanOrEqual(262_144);
    const arrived = () =>
      network.eventsOf(client, 'channelMessage').length + network.eventsOf(server, 'channelMessage').length;
    expect(network.until(() => arrived() === 3, 10_000)).toBe(true);
    expect(network.eventsOf(client, 'channelMessage').map(({ binary, data }) => [binary, digest(data)])).toEqual([
      [true, digest(message)],
    ]);
    expect(network.eventsOf(server, 'channelMessage').map(({ binary, data }) => [binary, digest(data)])).toEqual([
      [false, digest(Buffer.from('é'))],
      [true, digest(message)],
    ]);
  });

  it('refuses what has no room, and says when there is room', async () => {
    const { network, server, client, viewer } = await connectedPair({ channel: 'data' });
    const message = new Uint8Array(262_144);
    let taken = 0;
    while (server.sendMessage(viewer, 0, true, message)) taken++;
    expect(taken).toBe(4);
    expect(network.eventsOf(server, 'channelWritable')).toEqual([]);
    expect(network.until(() => network.eventsOf(server, 'channelWritable').length > 0, 10_000)).toBe(true);
    expect(server.sendMessage(viewer, 0, true, message)).toBe(true);
    expect(network.until(() => network.eventsOf(client, 'channelMessage').length === 5, 10_000)).toBe(true);
  });

  it('refuses a message that is too large, and any on a channel that is not there', async () => {
    const { server, viewer } = await connectedPair({ channel: 'data' });
    expect(() => server.sendMessage(viewer, 0, true, new Uint8Array(262_145))).toThrow(
      expect.objectContaining({ code: 'message_too_large' }),
    );
    expect(() => server.sendMessage(viewer, 1, true, new Uint8Array(1))).toThrow(
      expect.objectContaining({ code: 'channel_closed' }),
    );
  });
});

describe('a peer', () => {
  it('takes no frame before it is connected, in an unknown section, or in a codec that was not agreed on', async () => {
    const { server, client, viewer, screen } = await pair({ codecs: ['VP8', 'opus'] });
    const answer = server.acceptOffer(viewer, client.createOffer(screen, { receiveVideo: 1 }));
    const mid = /a=mid:(\S+)/.exec(answer)![1]!;
    server.setFrame(vp8(100, 0, true));
    expect(server.sendFrame(viewer, mid, { codec: 'VP8', rtpTimestamp: 0 })).toBe(false);
    expect(answer).not.toContain('H264');
    expect(server.sendFrame(viewer, 'none', { codec: 'VP8', rtpTimestamp: 0 })).toBe(false);
    expect(server.codecs(viewer, mid)).toEqual(['VP8']);
  });

  it.each([
    [{ candidates: [{ address: 'localhost', port: 1 }] }, 'localhost is not an IP address.'],
    [{ candidates: [{ address: '127.0.0.1', port: 0 }] }, '0 is not a port.'],
    [{ startKbps: 0.5 }, 'startKbps is 0.5: it must be a whole number from 1 to 10000000.'],
    [{ playoutDelayMs: { min: 20, max: 10 } }, 'playoutDelayMs.max is 10: it must be a whole number from 20 to 40950.'],
  ])('is not made with %j', async (options, message) => {
    await expect(pair(options)).rejects.toThrow(expect.objectContaining({ code: 'bad_option', message }));
  });

  it('is not called disconnected before it was heard, though no candidate of the offer can be reached', async () => {
    const { network, server, client, viewer } = await pair();
    const elsewhere = client.createPeer({ role: 'offerer', candidates: [{ address: '2001:db8::7', port: 5000 }] });
    server.acceptOffer(viewer, client.createOffer(elsewhere, { receiveVideo: 1 }));
    network.pass(1_000);
    expect(network.eventsOf(server, 'ice').map(({ state }) => state)).not.toContain('disconnected');
  });

  it('refuses what is no offer, and an answer to nothing', async () => {
    const { server, viewer, client, screen } = await pair();
    expect(() => server.acceptOffer(viewer, 'v=0')).toThrow(expect.objectContaining({ code: 'bad_sdp' }));
    const offer = client.createOffer(screen, { receiveVideo: 1 });
    expect(() => server.acceptAnswer(viewer, offer)).toThrow(expect.objectContaining({ code: 'negotiation_failed' }));
    expect(() => server.acceptOffer(99, offer)).toThrow(expect.objectContaining({ code: 'unknown_peer' }));
  });
});
