import {
  type Channel,
  type ClientMessage,
  flatCodec,
  jsonV0Codec,
  type ServerMessage,
  type WireCodec,
  WireError,
} from '@nestjs-reactor/protocol';
import type { WrtcDataChannel } from './wrtc.js';

/** Messages kept for a channel that is not open yet. */
const MAX_QUEUED = 256;

export interface PeerChannelsEvents {
  opened(): void;
  /** The last open channel was closed by the client. */
  closed(): void;
  message(message: ClientMessage): void;
  malformed(error: WireError): void;
}

/**
 * The data channels of one client. The client creates them; the server never does, because clients would take such a
 * channel for their own. A label `control` names the control channel, any other the data channel.
 */
export class PeerChannels {
  private readonly channels = new Map<Channel, WrtcDataChannel>();
  private readonly codec: WireCodec;
  private queue: { channel: Channel; frame: string | Uint8Array }[] = [];
  private droppedCount = 0;
  private ended = false;

  constructor(
    wire: 'flat' | 'v0' | 'v1',
    private readonly maxBufferedBytes: number,
    private readonly events: PeerChannelsEvents,
  ) {
    this.codec = wire === 'flat' ? flatCodec : jsonV0Codec;
  }

  get dropped(): number {
    return this.droppedCount;
  }

  get open(): boolean {
    return [...this.channels.values()].some((channel) => channel.readyState === 'open');
  }

  adopt(channel: WrtcDataChannel): void {
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

  /** Encodes in the client's form and sends, or drops and counts beyond the bound. Throws `unencodable`. */
  send(message: ServerMessage): void {
    const encoded = this.codec.encode(message);
    if (encoded === undefined || this.ended) return;
    if (!this.deliver(encoded.channel, encoded.frame)) {
      if (this.queue.length >= MAX_QUEUED) {
        this.queue.shift();
        this.droppedCount++;
      }
      this.queue.push(encoded);
    }
  }

  end(): void {
    this.ended = true;
    this.queue = [];
    for (const channel of this.channels.values()) {
      channel.onmessage = null;
      channel.onclose = null;
      channel.onopen = null;
    }
    this.channels.clear();
  }

  /** @returns false where the channel is not open yet */
  private deliver(kind: Channel, frame: string | Uint8Array): boolean {
    // A client that has one channel only gets everything on it.
    const channel = this.channels.get(kind) ?? this.channels.get('data');
    if (channel?.readyState !== 'open') return false;
    if (channel.bufferedAmount > this.maxBufferedBytes) {
      this.droppedCount++;
      return true;
    }
    channel.send(frame);
    return true;
  }

  private flush(): void {
    const queue = this.queue;
    this.queue = [];
    for (const item of queue) if (!this.deliver(item.channel, item.frame)) this.queue.push(item);
  }

  private receive(kind: Channel, frame: string | Uint8Array): void {
    let message: ClientMessage;
    try {
      message = this.codec.decode(frame, kind);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.events.malformed(error);
      return;
    }
    this.events.message(message);
  }
}
