import { describe, expect, it } from '@jest/globals';
import type { Link } from './network.fixture.js';
import { connectedPair, type Pair, VIEWER, vp8 } from './pair.fixture.js';

const FRAME_MS = 33;

/** Share of the estimate that frames take: headers and retransmissions come on top. */
const USED = 0.8;

/** Some round trips over a link whose queue fills. */
const FALL_MS = 1_500;

const GOOD: Link = { delayMs: 20 };

interface Encoder {
  /** What it spends at most, in kilobits a second. */
  mostKbps: number;
  /** To be called each millisecond: a frame each 33 ms, of a size that follows the estimate. */
  readonly step: () => void;
  readonly estimateKbps: number;
  /** How long each frame took that has arrived, in milliseconds. */
  readonly delaysMs: readonly number[];
  /** Longest time without a frame, in milliseconds. */
  readonly longestGapMs: number;
  readonly receivedBytes: number;
}

/** An encoder that follows the estimates of the link, as the users of this package have one. */
function following({ network, server, client, viewer }: Pair, startKbps: number): Encoder {
  const mid = network.eventsOf(server, 'media', viewer)[0]!.mid;
  const sentAtMs: number[] = [network.clock.ms];
  const delaysMs: number[] = [];
  let [taken, seen, receivedBytes] = [0, 0, 0];
  let [estimateKbps, arrivedAtMs, longestGapMs] = [startKbps, network.clock.ms, 0];
  const send = (): void => {
    const frame = sentAtMs.length;
    const kbps = Math.min(encoder.mostKbps, USED * estimateKbps);
    server.setFrame(vp8(Math.floor((kbps * FRAME_MS) / 8), frame, frame === 1));
    server.sendFrame(viewer, mid, { codec: 'VP8', rtpTimestamp: frame });
    sentAtMs.push(network.clock.ms);
  };
  const encoder = {
    mostKbps: Infinity,
    step: (): void => {
      const estimates = network.eventsOf(server, 'estimate');
      for (; taken < estimates.length; taken++) estimateKbps = estimates[taken]!.bps / 1_000;
      const frames = network.eventsOf(client, 'frame');
      for (; seen < frames.length; seen++) {
        const { rtpTimestamp, data } = frames[seen]!;
        delaysMs.push(network.clock.ms - sentAtMs[rtpTimestamp]!);
        receivedBytes += data.length;
        arrivedAtMs = network.clock.ms;
      }
      longestGapMs = Math.max(longestGapMs, network.clock.ms - arrivedAtMs);
      if (network.clock.ms >= sentAtMs[0]! + sentAtMs.length * FRAME_MS) send();
    },
    get estimateKbps() {
      return estimateKbps;
    },
    delaysMs,
    get longestGapMs() {
      return longestGapMs;
    },
    get receivedBytes() {
      return receivedBytes;
    },
  };
  return encoder;
}

function p95(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length * 0.95)]!;
}

/** Drops what is beyond a rate, and saves up 100 ms of it. */
function policed(network: Pair['network'], kbps: number): Link {
  let [tokens, filledMs] = [0, network.clock.ms];
  const drops = (datagram: Uint8Array): boolean => {
    tokens = Math.min(kbps * 100, tokens + kbps * (network.clock.ms - filledMs));
    filledMs = network.clock.ms;
    if (tokens < datagram.length * 8) return true;
    tokens -= datagram.length * 8;
    return false;
  };
  return { delayMs: 20, drops };
}

describe('a link that turns thin', () => {
  it.each([1_500, 600])('of %d kbps is filled, and its queue stays short', async (kbps) => {
    const pair = await connectedPair({ receiveVideo: 1 }, { startKbps: 1_000 });
    const { network, server, viewer } = pair;
    let overflows = 0;
    network.setLink(VIEWER, { delayMs: 20, kbps, queueMs: 300, overflowed: () => overflows++ });
    server.setDesiredKbps(viewer, 4_000);
    const encoder = following(pair, 1_000);
    network.pass(30_000, encoder.step);
    expect(overflows).toBeLessThan(20);
    expect(p95(encoder.delaysMs)).toBeLessThan(350);
    expect((encoder.receivedBytes * 8) / 30 / 1_000).toBeGreaterThan(0.6 * kbps);
  });

  it('from 3000 to 800 kbps is reported at once, before much waits in its queue', async () => {
    const pair = await connectedPair();
    const { network, server, viewer } = pair;
    network.setLink(VIEWER, { delayMs: 20, kbps: 3_000, queueMs: 300 });
    server.setDesiredKbps(viewer, 4_000);
    const encoder = following(pair, 2_500);
    network.pass(10_000, encoder.step);
    network.setLink(VIEWER, { delayMs: 20, kbps: 800, queueMs: 300 });
    expect(network.until(() => encoder.estimateKbps < 1_000, FALL_MS, encoder.step)).toBe(true);
  });
});

describe('a link that was thin and is good again', () => {
  it.each([
    ['a queue', (): Link => ({ delayMs: 20, kbps: 600, queueMs: 200 })],
    ['a policer', (network: Pair['network']): Link => policed(network, 600)],
  ])('behind %s is found to be so in 20 s, though the encoder spends little', async (_, thin) => {
    const pair = await connectedPair();
    const { network, server, viewer } = pair;
    server.setDesiredKbps(viewer, 4_000);
    const encoder = following(pair, 2_500);
    encoder.mostKbps = 3_000;
    network.pass(5_000, encoder.step);
    network.setLink(VIEWER, thin(network));
    // A small picture needs no more, and the next larger one 700.
    encoder.mostKbps = 300;
    server.setDesiredKbps(viewer, 850);
    network.pass(30_000, encoder.step);
    network.setLink(VIEWER, GOOD);
    expect(network.until(() => encoder.estimateKbps > 770, 20_000, encoder.step)).toBe(true);
    encoder.mostKbps = 3_000;
    server.setDesiredKbps(viewer, 4_000);
    expect(network.until(() => encoder.estimateKbps > 3_000, 20_000, encoder.step)).toBe(true);
  });

  it('was not filled by probes while it was thin', async () => {
    const pair = await connectedPair({ receiveVideo: 1 }, { startKbps: 500 });
    const { network, server, viewer } = pair;
    let overflows = 0;
    network.setLink(VIEWER, { delayMs: 20, kbps: 600, queueMs: 200, overflowed: () => overflows++ });
    server.setDesiredKbps(viewer, 850);
    const encoder = following(pair, 500);
    encoder.mostKbps = 300;
    network.pass(5_000, encoder.step);
    overflows = 0;
    network.pass(60_000, encoder.step);
    expect(overflows).toBe(0);
    expect(encoder.longestGapMs).toBeLessThan(250);
    expect(p95(encoder.delaysMs)).toBeLessThan(150);
  });
});
