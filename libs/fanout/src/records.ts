import { ADDRESS_BYTES, type Addresses } from './addresses.js';
import { CODECS } from './codecs.js';
import type { FanoutEvent, IceState, MediaDirection, PeerId, PeerStats } from './fanout-event.js';
import type { TransportAddress } from './transport-address.js';

/** Who hears what peers have to send and to tell. */
export interface FanoutSink {
  /** `datagram` is its own memory: it stays valid. `from` is one of the peer's candidates. */
  transmit(peer: PeerId, datagram: Uint8Array, to: TransportAddress, from: TransportAddress): void;
  event(event: FanoutEvent): void;
}

/** `Kind` in `native/src/record.rs`. */
const TRANSMIT = 1;
const CONNECTED = 2;
const ICE = 3;
const CLOSED = 4;
const MEDIA = 5;
const KEYFRAME_REQUEST = 6;
const ESTIMATE = 7;
const FRAME = 8;
const CHANNEL_OPEN = 9;
const CHANNEL_MESSAGE = 10;
const CHANNEL_CLOSED = 11;
const CHANNEL_WRITABLE = 12;
const STATS = 13;

/** Kind and peer. */
const HEADER = 5;

const ICE_STATES: readonly IceState[] = ['new', 'checking', 'connected', 'completed', 'disconnected'];
/** `NO_LEVEL` in `native/src/peer.rs`. */
export const NO_LEVEL = 128;

const DIRECTIONS: readonly MediaDirection[] = ['inactive', 'send', 'receive', 'both'];

/** Hands each record of a batch to the sink. */
export function readRecords(batch: Buffer<ArrayBuffer>, addresses: Addresses, nowMs: number, sink: FanoutSink): void {
  for (let start = 0; start < batch.length;) {
    const end = start + 4 + batch.readUInt32LE(start);
    const kind = batch[start + 4];
    const peer = batch.readUInt32LE(start + 5);
    const body = start + 4 + HEADER;
    if (kind === TRANSMIT) {
      const to = addresses.decode(batch.subarray(body, body + ADDRESS_BYTES));
      const from = addresses.decode(batch.subarray(body + ADDRESS_BYTES, body + 2 * ADDRESS_BYTES));
      sink.transmit(peer, batch.subarray(body + 2 * ADDRESS_BYTES, end), to, from);
    } else {
      sink.event(eventOf(kind!, peer, batch.subarray(body, end), nowMs));
    }
    start = end;
  }
}

function eventOf(kind: number, peer: PeerId, body: Buffer<ArrayBuffer>, nowMs: number): FanoutEvent {
  switch (kind) {
    case CONNECTED:
      return { type: 'connected', peer };
    case ICE:
      return { type: 'ice', peer, state: ICE_STATES[body[0]!]! };
    case CLOSED:
      return { type: 'closed', peer, reason: body[0] === 0 ? 'remote' : 'failed', message: text(body, 1) };
    case MEDIA:
      return {
        type: 'media',
        peer,
        kind: body[0] === 0 ? 'video' : 'audio',
        direction: DIRECTIONS[body[1]!]!,
        mid: text(body, 2),
      };
    case KEYFRAME_REQUEST:
      return { type: 'keyframeRequest', peer, mid: text(body, 0) };
    case ESTIMATE: {
      const bps = body.readDoubleLE(0);
      return body.length === 8 ? { type: 'estimate', peer, bps } : { type: 'estimate', peer, bps, mid: text(body, 8) };
    }
    case FRAME:
      return frameOf(peer, body, nowMs);
    case CHANNEL_OPEN:
      return { type: 'channelOpen', peer, channel: body.readUInt32LE(0), label: text(body, 4) };
    case CHANNEL_MESSAGE:
      return {
        type: 'channelMessage',
        peer,
        channel: body.readUInt32LE(0),
        binary: body[4] === 1,
        data: body.subarray(5),
      };
    case CHANNEL_CLOSED:
      return { type: 'channelClosed', peer, channel: body.readUInt32LE(0) };
    case CHANNEL_WRITABLE:
      return { type: 'channelWritable', peer, channel: body.readUInt32LE(0) };
    case STATS:
      return { type: 'stats', peer, ...(JSON.parse(text(body, 0)) as PeerStats) };
    default:
      throw new Error(`The engine wrote a record of kind ${kind}, which this package does not know.`);
  }
}

function frameOf(peer: PeerId, body: Buffer<ArrayBuffer>, nowMs: number): FanoutEvent {
  const fields = 1 + body[0]!;
  const flags = body[fields + 2]!;
  const level = body[fields + 3]!;
  const ntpMs = body.readDoubleLE(fields + 16);
  return {
    type: 'frame',
    peer,
    mid: body.toString('latin1', 1, fields),
    codec: CODECS[body[fields]!]!,
    payloadType: body[fields + 1]!,
    keyframe: (flags & 1) !== 0,
    contiguous: (flags & 2) !== 0,
    ...(level < NO_LEVEL ? { audioLevel: level } : {}),
    rtpTimestamp: body.readUInt32LE(fields + 4),
    arrivedAtMs: nowMs - body.readDoubleLE(fields + 8),
    ...(Number.isNaN(ntpMs) ? {} : { senderReport: { ntpMs, rtpTimestamp: body.readUInt32LE(fields + 24) } }),
    data: body.subarray(fields + 28),
  };
}

function text(body: Buffer, start: number): string {
  return body.toString('utf8', start);
}
