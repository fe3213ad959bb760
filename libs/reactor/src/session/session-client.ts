import type { ServerMessage } from '@nestjs-reactor/protocol';
import type { ClientFeed } from './client-feed.js';
import type { CommandAuthorization, MayCommand } from './command-authorization.js';
import type { ConnectionPeer } from './connection-peer.js';
import type { EndNotice } from './end-notice.js';
import type { MessageWire } from './ports/index.js';
import type { TokenBucket } from './token-bucket.js';

/** A client that talks over a socket of the server's instead of a data channel. */
export interface SocketWire extends MessageWire {
  /** Asked for each command of the client; absent where every command may be sent. */
  readonly mayCommand?: MayCommand | undefined;
  /** The session is over; nothing is sent after it. */
  ended(notice: EndNotice): void;
}

/** One client of a session: its media peer, the wire its messages take, and what it is in the middle of. */
export class SessionClient {
  /** Counted among the session's clients: its socket joined, or its peer connected. */
  open = false;
  /** Monotonic milliseconds of the client's last message, for the watchdog. */
  lastHeardMs = 0;
  /** The client pings by contract, so silence means that it is gone. */
  pings = false;
  /** Offers that it has made. */
  offers = 0;
  /** That it sends messages of a newer generation is in the log. */
  saidUnknown = false;
  /** Commands that wait for the model. */
  queuedCommands = 0;
  /** Its commands whose check was given up, and until when, in monotonic milliseconds, it is not heard for the last. */
  checksExpired = 0;
  unheardUntilMs = 0;
  /** Ends what is done on the client's behalf, once it has left. */
  readonly gone = new AbortController();

  constructor(
    readonly id: number,
    readonly peer: ConnectionPeer,
    readonly requests: TokenBucket,
    /** What it has subscribed to. */
    readonly feed: ClientFeed,
    readonly authorization: CommandAuthorization,
    readonly socket?: SocketWire,
  ) {}

  /** Bytes that wait on the way to it. */
  get backlog(): number {
    return (this.socket ?? this.peer.current)?.backlog ?? 0;
  }

  send(message: ServerMessage): void {
    (this.socket ?? this.peer.current)?.send(message);
  }
}
