import {
  type Channel,
  chooseCodec,
  type ClientMessage,
  codecOf,
  MAX_FRAME_BYTES,
  requestIdOfV1,
  type ServerMessage,
  type WireCodec,
  WireError,
  type WireVersion,
} from '@nestjs-reactor/protocol';
import { MessageRate } from '../../session/index.js';
import type { DataChannel } from './data-channel.js';
import type { WebRtcOptions } from './webrtc.options.js';

/** How often ignored messages are reported. */
const REPORT_PERIOD_MS = 1_000;

export interface PeerChannelsEvents {
  opened(): void;
  /** The last open channel was closed by the client. */
  closed(): void;
  message(message: ClientMessage): void;
  /** Messages that the client will not receive: it does not read, or its channel has closed. */
  dropped(count: number): void;
  malformed(error: WireError, channel: Channel): void;
  /** A message beyond the rate was not read; called for each. */
  ignored(): void;
  /** The client has exceeded its rate for long. Its messages are ignored from then on. */
  flooded(): void;
}

/**
 * The data channels of one client. The client creates them; the server never does, because clients would treat such a
 * channel as their own. A label `control` names the control channel, any other the data channel.
 *
 * The first frame on either decides the codec of both, for their lifetime.
 */
export class PeerChannels {
  private readonly channels = new Map<Channel, DataChannel>();
  private readonly queue: ServerMessage[] = [];
  private codec: WireCodec;
  private latched = false;
  private ended = false;
  private maxSentBytes = MAX_FRAME_BYTES;
  private offered = true;
  private readonly rate: MessageRate;
  /** Ignored messages not reported yet, and the time of the last report. */
  private ignored = 0;
  private reportedMs = -Infinity;

  /** @param wire encoding of messages before the client's first frame */
  constructor(
    private readonly wire: WireVersion,
    private readonly limits: Pick<
      WebRtcOptions,
      'maxBufferedBytes' | 'maxMessageBytes' | 'maxQueuedMessages' | 'messagesPerSecond'
    >,
    private readonly events: PeerChannelsEvents,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.codec = codecOf(wire);
    this.rate = new MessageRate(limits.messagesPerSecond, now);
  }

  get open(): boolean {
    return [...this.channels.values()].some((channel) => channel.readyState === 'open');
  }

  /** Bytes that the channels hold back, the fuller one's. */
  get backlog(): number {
    return Math.max(0, ...[...this.channels.values()].map(({ bufferedAmount }) => bufferedAmount));
  }

  /** @param bytes of the largest message that the client takes; a channel of a client that is sent a larger one closes */
  bound(bytes: number): void {
    this.maxSentBytes = Math.min(MAX_FRAME_BYTES, bytes);
  }

  /**
   * Does the client's newest offer have data channels? One that has none, a player of video alone, gets no messages, and
   * misses none.
   */
  expect(offered: boolean): void {
    this.offered = offered;
    if (!offered && this.channels.size === 0) this.queue.length = 0;
  }

  adopt(channel: DataChannel): void {
    const kind: Channel = channel.label === 'control' ? 'control' : 'data';
    this.channels.set(kind, channel);
    channel.binaryType = 'arraybuffer';
    channel.onmessage = ({ data }) => this.receive(kind, typeof data === 'string' ? data : new Uint8Array(data));
    channel.onclose = () => {
      if (this.channels.get(kind) !== channel) return;
      this.channels.delete(kind);
      if (!this.ended && this.channels.size === 0) this.events.closed();
    };
    const opened = (): void => {
      this.flush();
      this.events.opened();
    };
    if (channel.readyState === 'open') opened();
    else channel.onopen = opened;
  }

  /**
   * Encodes a message for the client and sends it, queues it for a channel that is not open yet, or drops and counts it
   * beyond the bounds. Throws `unencodable` or `message_too_large`.
   */
  send(message: ServerMessage): void {
    if (this.ended || this.deliver(message) || !this.offered) return;
    if (this.queue.length >= this.limits.maxQueuedMessages) {
      this.queue.shift();
      this.events.dropped(1);
    }
    this.queue.push(message);
  }

  /** Removes and returns the messages queued for a channel, oldest first. */
  takeUnsent(): readonly ServerMessage[] {
    return this.queue.splice(0);
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    const unsent = this.queue.splice(0).length;
    if (unsent > 0) this.events.dropped(unsent);
    for (const channel of this.channels.values()) {
      channel.onmessage = null;
      channel.onclose = null;
      channel.onopen = null;
    }
    this.channels.clear();
  }

  /** @returns false where the message's channel is not open yet */
  private deliver(message: ServerMessage): boolean {
    const encoded = this.codec.encode(message);
    if (encoded === undefined) return true;
    const { frame } = encoded;
    const size = sizeOf(frame);
    if (size > this.maxSentBytes) {
      throw new WireError(
        'message_too_large',
        `this client takes messages of ${this.maxSentBytes} bytes (this one has ${size}); send it less at once, or a file`,
      );
    }
    const channel = this.channels.get(encoded.channel);
    if (channel?.readyState !== 'open') return false;
    if (channel.bufferedAmount > this.limits.maxBufferedBytes || !sends(channel, frame)) this.events.dropped(1);
    return true;
  }

  /** Queued messages are only encoded now: the client's version may differ from what its signalling suggested. */
  private flush(): void {
    for (const message of this.queue.splice(0)) {
      try {
        if (!this.deliver(message)) this.queue.push(message);
      } catch {
        // This client's version cannot encode it; an error must not escape into the library's callback.
        this.events.dropped(1);
      }
    }
  }

  private receive(kind: Channel, frame: string | Uint8Array): void {
    // The library cannot be made to read less, so excess messages are at least not parsed.
    if (this.rate.take() > 0) {
      this.ignore(kind);
      return;
    }
    let message: ClientMessage;
    try {
      message = this.decode(kind, frame);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.events.malformed(error, kind);
      return;
    }
    this.events.message(message);
  }

  private ignore(kind: Channel): void {
    if (this.ended) return;
    if (this.rate.floods) {
      this.events.flooded();
      return;
    }
    this.ignored++;
    this.events.ignored();
    if (this.now() - this.reportedMs < REPORT_PERIOD_MS) return;
    const count = this.ignored;
    this.ignored = 0;
    this.reportedMs = this.now();
    const text = `${count} messages were ignored: a client may send ${this.limits.messagesPerSecond} a second; send fewer`;
    this.events.malformed(new WireError('rate_limited', text), kind);
  }

  private decode(kind: Channel, frame: string | Uint8Array): ClientMessage {
    const size = sizeOf(frame);
    const limit = this.limits.maxMessageBytes;
    if (size > limit) {
      throw new WireError(
        'message_too_large',
        `a message may have ${limit} bytes (this one has ${size}); upload large values as files`,
        undefined,
        typeof frame === 'string' ? undefined : requestIdOfV1(frame),
      );
    }
    if (!this.latched) {
      this.latched = true;
      this.codec = chooseCodec(frame, this.wire);
    }
    return this.codec.decode(frame, kind);
  }
}

/** A channel that closes meanwhile, or whose library is out of room, throws. */
function sends(channel: DataChannel, frame: string | Uint8Array): boolean {
  try {
    channel.send(frame);
    return true;
  } catch {
    return false;
  }
}

function sizeOf(frame: string | Uint8Array): number {
  return typeof frame === 'string' ? Buffer.byteLength(frame) : frame.byteLength;
}
