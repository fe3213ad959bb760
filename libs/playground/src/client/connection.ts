import { type ReadonlySignal, signal } from '@preact/signals';
import {
  type InputValue,
  type InputValues,
  type SessionDescriptor,
  TOPICS,
  type UploadReference,
} from '@nestjs-reactor/protocol';
import { ClientError } from './client-error.js';
import type { MediaLink, TrackInfo } from './media-link.js';
import type { Entry } from './session-status.js';
import { type SignalingNotice, type SignalingSocket, toClientError } from './signaling-socket.js';

export interface ModelMessage {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** How a connection ended. */
export type Over =
  | {
      readonly kind: 'ended';
      readonly reason: string;
      readonly message: string;
      /** The server reported the end as temporary. */
      readonly retryable: boolean;
    }
  | { readonly kind: 'lost'; readonly error: ClientError };

/** Which session a client wants: one it was in before, or whichever there is. */
export interface Goal {
  readonly model: string | undefined;
  readonly sessionId?: string;
  /** A session that this client started, without coming to media in it. */
  readonly started?: { readonly id: string; readonly entry: Entry } | undefined;
}

/** Opens the browser's side of the media; the servers are those that the session names. */
export type LinkFactory = (iceServers: RTCIceServer[], tracks: readonly TrackInfo[]) => MediaLink;

interface Joined {
  readonly session: SessionDescriptor;
  readonly iceServers: RTCIceServer[];
  readonly entry: Entry;
}

const PING_PERIOD_MS = 10_000;
const PING_TIMEOUT_MS = 8_000;

/** A model may take long for a command, and wait for the bytes of an upload before. */
const COMMAND_TIMEOUT_MS = 60_000;

/** This client's place in one session: its socket, and its media once they are up. `close` ends both. */
export class Connection {
  /** Settles once: when the session has ended, or the way to it is lost. */
  readonly over: Promise<Over>;
  private finish!: (over: Over) => void;
  private readonly inForce = signal<ReadonlyMap<string, InputValue>>(new Map());
  private readonly count = signal(1);
  private sequence = 0;
  private media: MediaLink | undefined;
  private heart: ReturnType<typeof setInterval> | undefined;

  private constructor(
    private readonly socket: SignalingSocket,
    private readonly joined: Joined,
    notices: NoticeDesk,
  ) {
    this.over = new Promise((resolve) => {
      this.finish = (over) => {
        clearInterval(this.heart);
        resolve(over);
      };
    });
    notices.deliver((notice) => this.hear(notice));
    void socket.closed.then((error) => this.finish({ kind: 'lost', error }));
    this.heart = setInterval(() => void this.ping(), PING_PERIOD_MS);
  }

  /** Rejects with the server's refusal; the socket stays open then. */
  static async join(
    socket: SignalingSocket,
    goal: Goal,
    onMessage: (message: ModelMessage) => void,
  ): Promise<Connection> {
    // A model may send a message to a joining client before the answer to the join arrives.
    const notices = new NoticeDesk(socket, onMessage);
    return new Connection(socket, await enter(socket, goal), notices);
  }

  /**
   * Current values of the session, by name; an entry is a new object when it has changed. Empty until they are known.
   */
  get inputs(): ReadonlySignal<ReadonlyMap<string, InputValue>> {
    return this.inForce;
  }

  /** Clients in the session, this one included. */
  get viewers(): ReadonlySignal<number> {
    return this.count;
  }

  get session(): SessionDescriptor {
    return this.joined.session;
  }

  get entry(): Entry {
    return this.joined.entry;
  }

  /** Undefined until `openMedia` is done. */
  get link(): MediaLink | undefined {
    return this.media;
  }

  /** Rejects with `ice_failed`, or the server's refusal of the offer. */
  async openMedia(create: LinkFactory): Promise<void> {
    const { tracks } = this.session.capabilities;
    const link = create(this.joined.iceServers, tracks);
    this.media = link;
    if (tracks.length === 0) return;
    const offer = await link.offer((candidate) => this.socket.notify({ type: 'candidate', candidate }));
    const { sdp } = await this.socket.request({ type: 'offer', ...offer });
    await link.accept(sdp);
    const wanted = tracks.filter((track) => track.direction === 'recvonly');
    await Promise.all(wanted.map(({ name: track }) => this.socket.request({ type: 'resume', track })));
    await link.connected;
    void link.lost.then((error) => this.finish({ kind: 'lost', error: toClientError(error) }));
    link.onInterrupted = () => void this.restart(link);
  }

  async command(
    name: string,
    args: Record<string, unknown>,
    uploads: Record<string, UploadReference>,
  ): Promise<ModelMessage | undefined> {
    const reply = await this.socket.request({ type: 'command', name, args, uploads }, COMMAND_TIMEOUT_MS);
    return reply.message;
  }

  /** Claims the track, then sends. Rejects with `publish_refused` where another client holds it. */
  async publish(track: string, media: MediaStreamTrack): Promise<void> {
    await this.socket.request({ type: 'publish', track });
    await this.media?.send(track, media);
  }

  async unpublish(track: string): Promise<void> {
    await this.media?.send(track, null);
    await this.socket.request({ type: 'unpublish', track });
  }

  /** @param stop ends the session for all clients in it */
  async leave(stop: boolean): Promise<void> {
    this.finish({ kind: 'ended', reason: 'left', message: '', retryable: false });
    await this.socket.request({ type: 'leave', stop }, 5_000).catch(() => undefined);
    this.close();
  }

  close(): void {
    this.finish({ kind: 'lost', error: ClientError.own('socket_closed', 'this page closed the connection') });
    this.media?.close();
    this.socket.close();
  }

  private hear(notice: SessionNotice): void {
    switch (notice.type) {
      case 'candidate':
        this.media?.addCandidate(notice.candidate);
        return;
      case 'inputs':
        this.takeInputs(notice);
        return;
      case 'viewers':
        this.count.value = notice.count;
        return;
      case 'ended': {
        const { reason, message, retryable = false } = notice;
        this.finish({ kind: 'ended', reason, message, retryable });
      }
    }
  }

  private takeInputs({ sequence, complete, inputs }: InputValues): void {
    if (sequence < this.sequence) return;
    this.sequence = sequence;
    const told = inputs.map((input) => [input.name, input] as const);
    this.inForce.value = new Map(complete ? told : [...this.inForce.value, ...told]);
  }

  /** While the socket is open, the picture can stay: the server answers from the end that the link knows. */
  private async restart(link: MediaLink): Promise<void> {
    try {
      const { sdp } = await this.socket.request({ type: 'offer', ...(await link.restart()) });
      await link.accept(sdp);
    } catch (error) {
      this.finish({ kind: 'lost', error: toClientError(error) });
    }
  }

  /** A browser does not detect that the other end of a socket is gone. */
  private async ping(): Promise<void> {
    try {
      await this.socket.request({ type: 'ping' }, PING_TIMEOUT_MS);
    } catch (error) {
      this.finish({ kind: 'lost', error: toClientError(error) });
    }
  }
}

/** The server's description of the joined session. */
type SessionNotice = Extract<SignalingNotice, { type: 'candidate' | 'inputs' | 'viewers' | 'ended' }>;

/** Queues events until there is a listener; messages of the model always have one. */
class NoticeDesk {
  private readonly early: SessionNotice[] = [];
  private take: (notice: SessionNotice) => void = (notice) => this.early.push(notice);

  constructor(socket: SignalingSocket, onMessage: (message: ModelMessage) => void) {
    socket.onNotice = (notice) => {
      if (notice.type === 'message') onMessage(notice.message);
      else if (notice.type !== 'state' && notice.type !== 'error') this.take(notice);
    };
  }

  deliver(take: (notice: SessionNotice) => void): void {
    this.take = take;
    for (const notice of this.early.splice(0)) take(notice);
  }
}

/** Back into the session it was in; else into the one that runs; else into a new one. */
async function enter(socket: SignalingSocket, { model, sessionId, started }: Goal): Promise<Joined> {
  const named = model === undefined ? {} : { model };
  const ask = async (entry: Entry, how: { session_id?: string; start?: boolean }): Promise<Joined> => {
    const { session, ice_servers } = await socket.request({ type: 'join', ...named, ...how, subscribe: [...TOPICS] });
    return { session, entry, iceServers: ice_servers.map(toIceServer) };
  };
  if (sessionId !== undefined) {
    const resumed = await ask('resumed', { session_id: sessionId }).catch(orNone);
    if (resumed !== undefined) return resumed;
  }
  const adopted = await ask('adopted', { start: false }).catch(orNone);
  if (adopted !== undefined && adopted.session.session_id === started?.id) return { ...adopted, entry: started.entry };
  return adopted ?? (await ask(sessionId === undefined ? 'fresh' : 'replaced', {}));
}

function orNone(error: unknown): undefined {
  const { code } = toClientError(error);
  if (code !== 'no_session' && code !== 'unknown_session') throw error;
}

function toIceServer({
  uris,
  credentials,
}: {
  readonly uris: readonly string[];
  readonly credentials?: { readonly username: string; readonly password: string };
}): RTCIceServer {
  return {
    urls: [...uris],
    ...(credentials === undefined ? {} : { username: credentials.username, credential: credentials.password }),
  };
}
