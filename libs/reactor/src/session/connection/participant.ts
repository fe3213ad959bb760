import type { ServerMessage } from '@nestjs-reactor/protocol';
import type { Subscription } from './subscription.js';
import type { ExpiryTimer } from '../access/expiry-timer.js';
import type { Principal } from '../access/principal.js';
import type { SeatedClient } from '../access/seats.js';
import type { ConnectionPeer } from './connection-peer.js';
import type { ConnectionStream } from './connection-stream.js';
import type { EndNotice } from '../lifecycle/end-notice.js';
import type { EncodedStream, MediaPeer, MessageWire } from '../ports/index.js';
import type { TokenBucket } from '../../limits/token-bucket.js';

/** A client that uses a socket of the server instead of a data channel. */
export interface SocketWire extends MessageWire {
  /** IP address that it was opened from; absent where an untrusted proxy is in between. */
  readonly senderAddress?: string | undefined;
  /** The client's; absent where it may do everything. */
  readonly principal?: Principal | undefined;
  /** Whose ticket of the waiting room it joined with. */
  readonly visitor?: string | undefined;
  /** The session is over; nothing is sent after it. */
  ended(notice: EndNotice): void;
}

/** One client of a session: its media peer, the wire of its messages, and its pending work. */
export class Participant {
  /** Counted among the session's clients: its socket joined, or its peer connected. */
  open = false;
  /** Monotonic milliseconds of the client's last message, for the watchdog. */
  lastHeardMs = 0;
  /** When it was connected, on the same clock. */
  joinedAtMs = 0;
  /** The client pings by contract, so silence means that it is disconnected. */
  pings = false;
  /** Offers that it has made. */
  offers = 0;
  /** Its messages of a newer version have been logged. */
  saidUnknown = false;
  /** Commands pending in the model. */
  queuedCommands = 0;
  /** Who it is, and what it may do; undefined: everything. That of its newest offer. */
  principal: Principal | undefined;
  /** The error that its media are dropped, since it may not publish, was sent to it. */
  saidForbidden = false;
  /** Aborts the client's pending work once it has left. */
  readonly leftSignal = new AbortController();

  constructor(
    readonly id: number,
    /** Names of who it is, as {@link SeatedClient.names}. */
    readonly person: SeatedClient['names'],
    readonly peer: ConnectionPeer,
    readonly stream: ConnectionStream,
    readonly requests: TokenBucket,
    /** What it has subscribed to. */
    readonly feed: Subscription,
    /** Ends the connection when its principal expires; a socket does that by itself. */
    readonly expiry: ExpiryTimer,
    readonly socket?: SocketWire,
  ) {}

  /** What it is sent media by: a stream while it has one, or else its peer connection. */
  get media(): MediaPeer | EncodedStream | undefined {
    return this.stream.current ?? this.peer.current;
  }

  /** Bytes queued for it. */
  get backlog(): number {
    return (this.socket ?? this.peer.current)?.backlog ?? 0;
  }

  send(message: ServerMessage): void {
    (this.socket ?? this.peer.current)?.send(message);
  }
}
