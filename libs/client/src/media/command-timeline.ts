import type { FrameRecord } from '@nestjs-reactor/protocol';

/**
 * Stages of a change, one after the other: the command on its way, its wait for the model's turn, the turn, the conversion of
 * its pixels, the way to the playout's tick, the encoder, the way to the network; then the network with the browser's jitter
 * buffer, and decoding and display.
 */
export const STAGES = ['uplink', 'queue', 'turn', 'convert', 'wait', 'encode', 'send', 'network', 'display'] as const;

/** One of {@link STAGES}. */
export type Stage = (typeof STAGES)[number];

/** A command whose first frame was displayed. */
export interface ShownCommand {
  readonly name: string;
  /** The output on which it was seen first, and the frame. */
  readonly track: string;
  readonly frame: number;
  /** Milliseconds from the sending of the command until the frame was on the screen. */
  readonly totalMs: number;
  /** What it consists of, in milliseconds. */
  readonly stages: Readonly<Record<Stage, number>>;
}

/** A frame as `requestVideoFrameCallback` reports it. Times are those of `performance.now()`. */
export interface DisplayedFrame {
  readonly rtpTimestamp: number;
  /** Its last packet arrived. Undefined: the browser does not say. */
  readonly receivedMs: number | undefined;
  /** It was handed to the compositor. */
  readonly presentedMs: number;
  readonly displayedMs: number;
  readonly decodeMs: number;
}

interface SentCommand {
  readonly name: string;
  readonly sentMs: number;
}

/** Frames, commands and records that wait for each other, each. */
const MAX_KEPT = 300;

/** Joins commands, the server's records of frames, and frames on the screen. */
export class CommandTimeline {
  private readonly commands = new Map<string, SentCommand>();
  private readonly frames = new Map<string, DisplayedFrame[]>();
  private records: FrameRecord[] = [];
  /** Of a message to the server and back, the shortest that is known. */
  private roundTripMs = Infinity;

  constructor(private readonly report: (shown: ShownCommand) => void) {}

  /** A request that the server answers at once took this long. */
  roundTrip(ms: number): void {
    this.roundTripMs = Math.min(this.roundTripMs, ms);
  }

  /** A command was applied. */
  sent(requestId: string, command: SentCommand): void {
    this.commands.set(requestId, command);
    const [oldest] = this.commands.keys();
    if (this.commands.size > MAX_KEPT) this.commands.delete(oldest!);
  }

  record(record: FrameRecord): void {
    if (record.commands === undefined || this.resolve(record)) return;
    this.records = [...this.records.slice(1 - MAX_KEPT), record];
  }

  displayed(track: string, frame: DisplayedFrame): void {
    const frames = this.frames.get(track) ?? [];
    this.frames.set(track, [...frames.slice(1 - MAX_KEPT), frame]);
    this.records = this.records.filter((record) => !this.resolve(record));
  }

  /** @returns whether its frame was displayed, or the next one where that was not */
  private resolve(record: FrameRecord): boolean {
    const frames = this.frames.get(record.track) ?? [];
    const frame = frames.find(({ rtpTimestamp }) => ((rtpTimestamp - record.rtp_timestamp) | 0) >= 0);
    if (frame === undefined) return false;
    for (const { request_id, server_ms } of record.commands ?? []) {
      const command = this.commands.get(request_id);
      // Seen on another track already, or before its reply.
      if (command === undefined) continue;
      this.commands.delete(request_id);
      this.report(this.shown(command, record, server_ms, frame));
    }
    return true;
  }

  private shown(
    { name, sentMs }: SentCommand,
    { track, frame, stages }: FrameRecord,
    serverMs: number,
    { receivedMs, presentedMs, displayedMs, decodeMs }: DisplayedFrame,
  ): ShownCommand {
    const totalMs = displayedMs - sentMs;
    const { turn_ms: turn = 0, convert_ms: convert, wait_ms: wait, encode_ms: encode, send_ms: send } = stages;
    const queue = Math.max(0, serverMs - turn - convert - wait - encode - send);
    // What is neither the server's nor the browser's, both ways; the way there takes half of a
    // round trip, or of what is left where that is shorter.
    const display = receivedMs === undefined ? 0 : displayedMs - presentedMs + decodeMs;
    const outside = Math.max(0, totalMs - serverMs - display);
    const uplink = Math.min(outside / 2, this.roundTripMs / 2);
    const network = outside - uplink;
    return {
      name,
      track,
      frame,
      totalMs,
      stages: { uplink, queue, turn, convert, wait, encode, send, network, display },
    };
  }
}
