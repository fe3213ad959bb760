import { describe, expect, it } from '@jest/globals';
import { StreamLink } from './stream-link.js';

const START_KBPS = 2_500;
const FRAME_MS = 33;

/**
 * A link behind a client that decodes in 5 ms, 20 ms away there and back: frames wait for those before them, as in a TCP
 * connection.
 */
class Line {
  nowMs = 1_000;
  readonly link = new StreamLink(START_KBPS, () => this.nowMs);
  private readonly onTheWay: { readonly sequence: number; readonly arrivesMs: number }[] = [];
  private freeMs = 0;
  private sequence = 0;
  /** The longest that a frame waited in the last call of `run`. */
  longestQueueMs = 0;

  constructor(public kbps: number) {
    this.link.measured(20);
    this.link.want(4_000);
  }

  /** Sends frames at the bitrate, as long as none waits longer than a viewer's track allows. */
  run(ms: number, bitrateKbps: () => number): void {
    this.longestQueueMs = 0;
    for (const endMs = this.nowMs + ms; this.nowMs < endMs;) {
      if (this.link.queuedMs(0) < 250) this.send((bitrateKbps() * FRAME_MS) / 8);
      for (let step = 0; step < FRAME_MS; step++) {
        this.nowMs++;
        for (let [next] = this.onTheWay; next !== undefined && next.arrivesMs <= this.nowMs; [next] = this.onTheWay) {
          this.onTheWay.shift();
          this.link.decoded(0, next.sequence);
        }
        this.longestQueueMs = Math.max(this.longestQueueMs, this.link.queuedMs(0));
      }
      this.link.check();
    }
  }

  private send(bytes: number): void {
    this.link.sent(0, ++this.sequence, bytes);
    this.freeMs = Math.max(this.freeMs, this.nowMs) + (8 * bytes) / this.kbps;
    this.onTheWay.push({ sequence: this.sequence, arrivesMs: this.freeMs + 25 });
  }
}

describe('the link of a stream', () => {
  it('carries what it is taken to carry, before it is measured', () => {
    expect(new StreamLink(START_KBPS, () => 0).kbps).toBe(START_KBPS);
  });

  it.each([300, 800, 1_500])('of %d kbps is found out within five seconds, and its queue drains', (kbps) => {
    const line = new Line(kbps);
    line.run(5_000, () => line.link.kbps);
    expect(line.link.kbps).toBeGreaterThan(0.6 * kbps);
    expect(line.link.kbps).toBeLessThan(1.25 * kbps);
    line.run(5_000, () => 0.85 * line.link.kbps);
    expect(line.longestQueueMs).toBeLessThan(400);
  });

  it('is taken to carry more with time, up to a little more than is wanted', () => {
    const line = new Line(50_000);
    line.run(10_000, () => 1_000);
    expect(line.link.kbps).toBeCloseTo(4_800, 0);
  });

  it('that was thin and is wide again is found out, too', () => {
    const line = new Line(400);
    line.run(4_000, () => line.link.kbps);
    line.kbps = 20_000;
    line.run(10_000, () => line.link.kbps);
    expect(line.link.kbps).toBeGreaterThan(3_000);
  });

  it('that goes quiet is taken to carry less and less', () => {
    const line = new Line(20_000);
    line.run(1_000, () => 1_000);
    line.kbps = 0.001;
    line.run(5_000, () => 1_000);
    expect(line.link.kbps).toBeLessThan(600);
    expect(line.link.queuedMs(0)).toBeGreaterThan(3_000);
  });

  it('with nothing on the way has no queue, however long nothing is sent', () => {
    const line = new Line(20_000);
    line.run(1_000, () => 1_000);
    const before = line.link.kbps;
    line.run(60_000, () => 0.001);
    expect(line.link.queuedMs(0)).toBe(0);
    expect(line.link.kbps).toBeGreaterThanOrEqual(before);
  });

  it('with more than 4 MiB on the way is full at once', () => {
    const link = new StreamLink(START_KBPS, () => 0);
    link.sent(0, 1, 4_194_304);
    expect(link.queuedMs(0)).toBe(0);
    link.sent(0, 2, 1);
    expect(link.queuedMs(0)).toBe(Infinity);
    expect(link.queuedMs(1)).toBe(0);
  });

  it('is given a second for its first frame where nothing is known of it', () => {
    let nowMs = 0;
    const link = new StreamLink(START_KBPS, () => nowMs);
    link.sent(0, 1, 10_000);
    nowMs = 1_000;
    expect(link.queuedMs(0)).toBe(0);
    nowMs = 1_100;
    expect(link.queuedMs(0)).toBe(100);
  });

  it.each([
    ['one that was never sent', 0, 4, false],
    ['one of no track', 1, 1, false],
    ['zero', 0, 0, false],
    ['the newest', 0, 3, true],
    ['one before', 0, 2, true],
  ])('hears of %s', (_what, track, sequence, known) => {
    const link = new StreamLink(START_KBPS, () => 0);
    for (const sent of [1, 2, 3]) link.sent(0, sent, 100);
    expect(link.decoded(track, sequence)).toBe(known);
  });

  it('hears of a frame twice without harm', () => {
    const line = new Line(20_000);
    line.link.sent(0, 1, 1_000);
    expect([line.link.decoded(0, 1), line.link.decoded(0, 1)]).toEqual([true, true]);
    expect(line.link.queuedMs(0)).toBe(0);
  });
});
