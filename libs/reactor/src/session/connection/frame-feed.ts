import type { FrameRecord } from '@nestjs-reactor/protocol';
import type { TracedFrame } from '../output/frame-trail.js';

/** Between two frames that are reported without a command: 5 a second. */
const SAMPLE_GAP_MS = 200;

/** A command whose frame was not sent by then has none that its client waits for. */
const FORGET_MS = 10_000;

/** Commands that wait for their frame; beyond, the oldest are forgotten. */
const MAX_COMMANDS = 256;

/** A command of the client that was applied, on the clock of `sharedNowMs`. */
export interface AppliedCommand {
  readonly requestId: string;
  /** The first frame made after it. */
  readonly frame: number;
  readonly receivedMs: number;
}

/**
 * Selects the frames that one client is sent a record of: on each track the first one after each of its commands, and a
 * sample of the others. A frame that was dropped is represented by the next one.
 */
export class FrameFeed {
  private commands: AppliedCommand[] = [];
  private readonly lastFrames = new Map<string, number>();
  private readonly sampledMs = new Map<string, number>();

  applied(command: AppliedCommand): void {
    this.commands.push(command);
    if (this.commands.length > MAX_COMMANDS) this.commands.shift();
  }

  /** @returns the record of the frame, undefined where the client gets none */
  sent(traced: TracedFrame): FrameRecord | undefined {
    const { track, frame, sentMs } = traced;
    const before = this.lastFrames.get(track) ?? 0;
    this.lastFrames.set(track, frame);
    this.commands = this.commands.filter(({ receivedMs }) => sentMs - receivedMs < FORGET_MS);
    const first = this.commands.filter((command) => before < command.frame && command.frame <= frame);
    const sampled = this.sampledMs.get(track) ?? -Infinity;
    if (first.length === 0 && sentMs - sampled < SAMPLE_GAP_MS) return undefined;
    this.sampledMs.set(track, sentMs);
    return toRecord(traced, first);
  }
}

function toRecord(
  { track, frame, turn, rtpTimestamp, times, sentMs }: TracedFrame,
  first: AppliedCommand[],
): FrameRecord {
  const { turnMs, convertMs, waitMs, encodeMs, sendMs } = times;
  const commands = first.map(({ requestId, receivedMs }) => ({
    request_id: requestId,
    server_ms: tenths(sentMs - receivedMs),
  }));
  return {
    track,
    frame,
    turn,
    rtp_timestamp: rtpTimestamp,
    stages: {
      ...(turnMs === undefined ? {} : { turn_ms: tenths(turnMs) }),
      convert_ms: tenths(convertMs),
      wait_ms: tenths(waitMs),
      encode_ms: tenths(encodeMs),
      send_ms: tenths(sendMs),
    },
    ...(commands.length === 0 ? {} : { commands }),
  };
}

function tenths(ms: number): number {
  return Math.round(10 * ms) / 10;
}
