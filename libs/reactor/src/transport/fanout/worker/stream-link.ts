import { Shortest } from './shortest.js';

/** Before anything was measured, an empty way is taken to need so long there and back, in milliseconds. */
const UNKNOWN_ROUND_TRIP_MS = 1_000;

/** A client may move to another network: what was measured before this counts no more, in milliseconds. */
const REMEMBERED_MS = 15_000;

/** What the client may need for a frame beyond the way there and back, in milliseconds. More than this waits in a queue. */
const DECODING_MS = 100;

/** A frame that waits longer finds the link full, in milliseconds. */
const FULL_MS = 150;

/** Below this nothing waits, in milliseconds. */
const FREE_MS = 60;

/** Between two reductions, in milliseconds: the first one must show. */
const REDUCED_EVERY_MS = 400;

/** After a reduction the link is not taken to carry more for so long, in milliseconds. */
const HELD_MS = 1_000;

/** Share of what a full link delivers that it is taken to carry: the queue is to drain. */
const DRAINING = 0.85;

/** How much more a free link is taken to carry with each second, as a factor. */
const GROWTH_A_SECOND = 1.3;

/** Frames that are further apart say nothing of the time between them, in milliseconds. */
const LONGEST_GAP_MS = 200;

/** How much more than what is wanted a link is taken to carry, at most. */
const BEYOND_WANTED = 1.2;

/** Least that a link is taken to carry, in kilobits a second: below, no picture is to be had. */
const LEAST_KBPS = 50;

/** Deliveries are forgotten by half in this time, in milliseconds. */
const DELIVERY_HALF_MS = 500;

/** Bytes of one track that the client has not decoded; with more nothing is sent, however fast it was before. */
const MAX_UNDECODED_BYTES = 4_194_304;

interface Sent {
  readonly sequence: number;
  readonly bytes: number;
  readonly atMs: number;
}

/**
 * What the way of a stream carries. Buffers of the system, of proxies and of the client hide how much waits in a TCP
 * connection; the client says of each frame when it was decoded, and from that follows how long frames wait, and what the way
 * delivers while it is full. A client that decodes too slowly counts as a thin link, too.
 */
export class StreamLink {
  private readonly undecoded = new Map<number, Sent[]>();
  private readonly newest = new Map<number, number>();
  private readonly empty = new Shortest(REMEMBERED_MS);
  private readonly shortest = new Shortest(REMEMBERED_MS);
  private estimateKbps: number;
  private wantedKbps: number;
  private delivered = { bytes: 0, ms: 0, atMs: 0 };
  private lastDecodedMs = -Infinity;
  private reducedMs = -Infinity;
  private grownMs: number | undefined;

  /** @param startKbps what it is taken to carry before it is measured */
  constructor(
    startKbps: number,
    private readonly now: () => number,
  ) {
    this.estimateKbps = this.wantedKbps = startKbps;
  }

  /** As estimated, in kilobits a second. */
  get kbps(): number {
    return this.estimateKbps;
  }

  /** Of an empty message; undefined before the first. */
  get roundTripMs(): number | undefined {
    return Number.isFinite(this.empty.ms) ? this.empty.ms : undefined;
  }

  /** More than this is of no use, in kilobits a second. */
  want(kbps: number): void {
    this.wantedKbps = kbps;
  }

  /** An empty message went there and back. */
  measured(roundTripMs: number): void {
    this.empty.note(roundTripMs, this.now());
  }

  sent(track: number, sequence: number, bytes: number): void {
    const waiting = this.undecoded.get(track) ?? [];
    waiting.push({ sequence, bytes, atMs: this.now() });
    this.undecoded.set(track, waiting);
    this.newest.set(track, sequence);
  }

  /**
   * The client has decoded this frame, or needs it no more, and those before it.
   * @returns false where the track has sent no such frame
   */
  decoded(track: number, sequence: number): boolean {
    if (sequence < 1 || sequence > (this.newest.get(track) ?? 0)) return false;
    const waiting = this.undecoded.get(track) ?? [];
    const done = waiting.filter((frame) => frame.sequence <= sequence);
    this.undecoded.set(track, waiting.slice(done.length));
    const last = done.at(-1);
    if (last === undefined) return true;
    const nowMs = this.now();
    this.shortest.note(nowMs - last.atMs, nowMs);
    const waitedMs = nowMs - last.atMs - this.emptyMs;
    if (waitedMs > FREE_MS) this.countDelivery(done, nowMs);
    this.lastDecodedMs = nowMs;
    if (waitedMs > FULL_MS) this.reduce(nowMs);
    else if (waitedMs < FREE_MS) this.grow(nowMs);
    else this.grownMs = undefined;
    return true;
  }

  /** Nothing may have been heard of the client for a while. */
  check(): void {
    const waitedMs = Math.max(0, ...[...this.undecoded.keys()].map((track) => this.queuedMs(track)));
    if (waitedMs > FULL_MS) this.reduce(this.now());
  }

  /** How long the oldest frame of the track has waited beyond what an empty way takes, in milliseconds. */
  queuedMs(track: number): number {
    const waiting = this.undecoded.get(track) ?? [];
    const [oldest] = waiting;
    if (oldest === undefined) return 0;
    if (waiting.reduce((sum, { bytes }) => sum + bytes, 0) > MAX_UNDECODED_BYTES) return Infinity;
    return Math.max(0, this.now() - oldest.atMs - this.emptyMs);
  }

  /** From a frame's sending until it is known to be decoded, where nothing waits. */
  private get emptyMs(): number {
    const ms = Math.min(this.shortest.ms, this.empty.ms + DECODING_MS);
    return Number.isFinite(ms) ? ms : UNKNOWN_ROUND_TRIP_MS;
  }

  private reduce(nowMs: number): void {
    this.grownMs = undefined;
    if (nowMs - this.reducedMs < REDUCED_EVERY_MS) return;
    const isQuiet = this.lastDecodedMs <= this.reducedMs;
    this.reducedMs = nowMs;
    const { bytes, ms } = this.delivered;
    // What a full link delivers is what it carries; one that delivers nothing is given up step by step.
    const deliveredKbps = isQuiet || ms === 0 ? this.estimateKbps : (8 * bytes) / ms;
    this.estimateKbps = Math.max(LEAST_KBPS, Math.min(this.estimateKbps, deliveredKbps * DRAINING));
  }

  private grow(nowMs: number): void {
    const sinceMs = this.grownMs ?? nowMs;
    this.grownMs = nowMs;
    if (nowMs - this.reducedMs < HELD_MS) return;
    const seconds = Math.min(LONGEST_GAP_MS, nowMs - sinceMs) / 1_000;
    const most = Math.max(this.estimateKbps, this.wantedKbps * BEYOND_WANTED);
    this.estimateKbps = Math.min(most, this.estimateKbps * GROWTH_A_SECOND ** seconds);
  }

  /** Of frames that waited: the link was busy with them since those before them were through. */
  private countDelivery(frames: readonly Sent[], nowMs: number): void {
    const beganMs = Math.max(this.lastDecodedMs, frames[0]!.atMs + this.emptyMs);
    const kept = 0.5 ** ((nowMs - this.delivered.atMs) / DELIVERY_HALF_MS);
    const bytes = frames.reduce((sum, frame) => sum + frame.bytes, 0);
    this.delivered = {
      bytes: this.delivered.bytes * kept + bytes,
      ms: this.delivered.ms * kept + Math.max(1, nowMs - beganMs),
      atMs: nowMs,
    };
  }
}
