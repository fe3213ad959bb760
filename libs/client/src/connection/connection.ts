import type {
  InputValue,
  InputValues,
  Notice,
  Role,
  SeatList,
  SessionDescriptor,
  UploadReference,
} from '@nestjs-reactor/protocol';
import { ClientError, toClientError } from '../client-error.js';
import type { MediaSample } from '../media/media-figures.js';
import { MediaLadder, type MediaWays } from '../media/media-ladder.js';
import type { MediaRoute } from '../media/media-route.js';
import { type Observable, Variable } from '../observable.js';
import type { Entry } from '../session-status.js';
import type { SignalingSocket } from '../signaling/signaling-socket.js';
import { ShownFrames, type ShownFramesEvents } from '../media/shown-frames.js';
import type { UploadOptions } from '../http/upload-progress.js';
import { UploadedFile } from '../uploaded-file.js';
import type { CommandOptions, CommandReply, CommandValues, ModelMessage } from './model-message.js';
import { type Goal, type Joined, joinSession } from './session-goal.js';
import { type SessionLimit, toSessionLimit } from './session-limit.js';
import { type SessionNotice, SessionNotices } from './session-notices.js';

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

/** What a connection needs from the client that it is of. */
export interface ConnectionPorts extends ShownFramesEvents {
  readonly onMessage: (message: ModelMessage) => void;
  readonly onNotice: (notice: Notice) => void;
  readonly upload: (sessionId: string, file: File, options?: UploadOptions) => Promise<UploadReference>;
}

const PING_PERIOD_MS = 10_000;
const PING_TIMEOUT_MS = 8_000;

/** A model may take long for a command, and wait for the bytes of an upload before. */
const COMMAND_TIMEOUT_MS = 60_000;

const LEAVE_TIMEOUT_MS = 5_000;

/** This client's place in one session: its socket, and its media once they are up. `close` ends both. */
export class Connection {
  /** Settles once: when the session has ended, or the way to it is lost. */
  readonly over: Promise<Over>;
  private finish!: (over: Over) => void;
  private readonly inForce = new Variable<ReadonlyMap<string, InputValue>>(new Map());
  private readonly count = new Variable(1);
  private readonly away = new Variable(false);
  private readonly seatList = new Variable<SeatList | undefined>(undefined);
  private readonly limit = new Variable<SessionLimit>({ endsAtMs: undefined, waiting: 0 });
  private readonly frames: ShownFrames;
  private sequence = 0;
  private readonly way = new Variable<MediaRoute | undefined>(undefined);
  private media: MediaLadder | undefined;
  private roundTripMs: number | undefined;
  private heart: ReturnType<typeof setInterval> | undefined;

  private constructor(
    private readonly socket: SignalingSocket,
    private readonly joined: Joined,
    private readonly ports: ConnectionPorts,
    notices: SessionNotices,
  ) {
    this.frames = new ShownFrames(ports);
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
  static async join(socket: SignalingSocket, goal: Goal, ports: ConnectionPorts): Promise<Connection> {
    const notices = new SessionNotices(socket, ports.onMessage);
    return new Connection(socket, await joinSession(socket, goal), ports, notices);
  }

  /** The joined session: its id, its model, the model's tracks and commands. */
  get session(): SessionDescriptor {
    return this.joined.session;
  }

  /** This client's in the session. */
  get id(): number {
    return this.joined.connectionId;
  }

  /** How the client came into it. */
  get entry(): Entry {
    return this.joined.entry;
  }

  /**
   * Current values of the session, by name; an entry is a new object when it has changed. Empty until they are known.
   */
  get inputs(): Observable<ReadonlyMap<string, InputValue>> {
    return this.inForce;
  }

  /** Clients in the session, this one included. */
  get viewers(): Observable<number> {
    return this.count;
  }

  /** The model of the session starts again, or a new version of it: the picture stands, and commands are refused. */
  get isModelAway(): Observable<boolean> {
    return this.away;
  }

  /** Who controls the session, by connection id. Undefined: not known yet. */
  get seats(): Observable<SeatList | undefined> {
    return this.seatList;
  }

  /** When the session ends because others wait. */
  get timeLimit(): Observable<SessionLimit> {
    return this.limit;
  }

  /** What this client may do. Undefined: everything. */
  get roles(): readonly Role[] | undefined {
    return this.joined.roles;
  }

  /** May it do what needs the role? */
  may(role: Role): boolean {
    return this.roles?.includes(role) ?? true;
  }

  /** What the model sends, by track name. Empty for a model without tracks. */
  get received(): ReadonlyMap<string, MediaStreamTrack> {
    return this.media?.received ?? new Map();
  }

  /** How the picture comes, which may change; undefined before it does, and for a model without tracks. */
  get route(): Observable<MediaRoute | undefined> {
    return this.way;
  }

  /** Counters of the media at this moment; two of them make figures: `figuresBetween`. */
  async sample(): Promise<MediaSample> {
    if (this.media === undefined) throw notConnected();
    const sample = await this.media.sample();
    const rttMs = sample.rttMs ?? this.roundTripMs;
    return rttMs === undefined ? sample : { ...sample, rttMs };
  }

  /** How loud each track of audio is that is received now, 0 to 1; undefined where the browser does not know. */
  levels(): (number | undefined)[] {
    return this.media?.levels() ?? [];
  }

  /** Rejects with `ice_failed`, or the server's refusal. The client calls it, before it hands this out. */
  async openMedia(ways: MediaWays): Promise<void> {
    const { session_id: sessionId, capabilities } = this.session;
    const media = new MediaLadder({
      ...ways,
      socket: this.socket,
      sessionId,
      tracks: capabilities.tracks,
      iceServers: this.joined.iceServers,
      roundTrip: (ms) => this.measured(ms),
      lost: (error) => this.finish({ kind: 'lost', error }),
    });
    this.media = media;
    media.route.subscribe((route) => (this.way.value = route));
    await media.open();
  }

  /**
   * Uploads the files among the values, then sends the command. Rejects with the refusal of the server or of an upload;
   * one that concerns a field names it in `details`.
   */
  async command(name: string, values: CommandValues = {}, options?: CommandOptions): Promise<CommandReply> {
    const given = Object.entries(values).filter(([, value]) => value !== undefined);
    const args = Object.fromEntries(given.filter(([, value]) => !isFile(value)));
    const files = given.filter((entry): entry is [string, File | UploadedFile] => isFile(entry[1]));
    const uploads = Object.fromEntries(
      await Promise.all(
        files.map(async ([field, file]) => [field, await this.uploadFor(field, file, options)] as const),
      ),
    );
    const sentMs = performance.now();
    const reply = await this.socket.request({ type: 'command', name, args, uploads }, COMMAND_TIMEOUT_MS);
    const { message, turn, frame, request_id } = reply;
    if (request_id !== undefined) this.frames.commands.sent(request_id, { name, sentMs });
    return { message, turn, frame, latencyMs: performance.now() - sentMs };
  }

  /**
   * Follows the frames that an element shows of a track, so that the client's `shown` events say when commands were on the
   * screen, and its `metadata` events what the model attached to the frames that are. In a browser that does not report frames, or of a media engine that does not, there are none.
   * @returns ends it
   */
  watch(track: string, video: HTMLVideoElement): () => void {
    return this.frames.watch(track, video, (shown) => this.media?.identify(track, shown));
  }

  /**
   * Sends `media` on an input track of the model, over what was sent on it before. Rejects with `publish_refused` where
   * another client sends on it, or `publish_needs_webrtc` where pictures come over a WebSocket.
   */
  async publish(track: string, media: MediaStreamTrack): Promise<void> {
    if (this.way.value?.way === 'websocket') throw publishNeedsWebRtc();
    await this.socket.request({ type: 'publish', track });
    await this.media?.send(track, media);
  }

  /** Sends other media on a track that this connection publishes on already, without a pause. */
  async replace(track: string, media: MediaStreamTrack): Promise<void> {
    await this.media?.send(track, media);
  }

  /** Sends nothing more on the track, and leaves it to others. */
  async unpublish(track: string): Promise<void> {
    await this.media?.send(track, null);
    await this.socket.request({ type: 'unpublish', track });
  }

  /** Receives nothing on a track of the model until it is resumed: nobody encodes and sends it for this client. */
  async pause(track: string): Promise<void> {
    if (this.media === undefined) throw notConnected();
    await this.media.setFlowing(track, false);
  }

  /** Receives a track again, which begins with a whole picture. */
  async resume(track: string): Promise<void> {
    if (this.media === undefined) throw notConnected();
    await this.media.setFlowing(track, true);
  }

  /** Sends a file to the session, for a command or several. Rejects with the refusal. */
  async upload(file: File, options?: UploadOptions): Promise<UploadReference> {
    return await this.ports.upload(this.session.session_id, file, options);
  }

  /** Gets control where nobody has it; else who has it sees that this client asks. Rejects with `forbidden`. */
  async askForControl(): Promise<void> {
    await this.socket.request({ type: 'control', action: 'ask' });
  }

  /** Gives control up, or asks for it no longer. */
  async releaseControl(): Promise<void> {
    await this.socket.request({ type: 'control', action: 'release' });
  }

  /**
   * Hands control to another client of the session, by its connection id in {@link seats}. Rejects with `not_in_control` for who
   * neither has it nor is an operator.
   */
  async handOver(connectionId: number): Promise<void> {
    await this.socket.request({ type: 'control', action: 'give', to: connectionId });
  }

  /** The model's OpenAPI document as it is now. */
  async schema(): Promise<Record<string, unknown>> {
    return (await this.socket.request({ type: 'schema' })).schema;
  }

  /** @param stop ends the session for all clients in it */
  async leave(stop: boolean): Promise<void> {
    this.finish({ kind: 'ended', reason: 'left', message: '', retryable: false });
    await this.socket.request({ type: 'leave', stop }, LEAVE_TIMEOUT_MS).catch(() => undefined);
    this.close();
  }

  close(): void {
    this.finish({ kind: 'lost', error: ClientError.own('socket_closed', 'the client closed the connection') });
    this.media?.close();
    this.socket.close();
  }

  private async uploadFor(field: string, file: File | UploadedFile, options?: UploadOptions): Promise<UploadReference> {
    if (file instanceof UploadedFile) return file.reference;
    try {
      return await this.upload(file, options);
    } catch (error) {
      const { code, message } = toClientError(error);
      throw new ClientError(code, message, { field });
    }
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
      case 'seats': {
        const { type: _, ...seats } = notice;
        this.seatList.value = seats;
        return;
      }
      case 'time_limit':
        this.limit.value = toSessionLimit(notice);
        return;
      case 'frame':
        this.frames.recorded(notice);
        return;
      case 'metadata':
        this.frames.labelled(notice);
        return;
      case 'notice': {
        const { type: _, ...news } = notice;
        this.away.value = news.code === 'model_restarting' || news.code === 'model_reloading';
        this.ports.onNotice(news);
        return;
      }
      case 'ended': {
        const { reason, message, retryable = false } = notice;
        this.finish({ kind: 'ended', reason, message, retryable });
      }
    }
  }

  private takeInputs({ sequence, complete, inputs }: InputValues): void {
    if (sequence < this.sequence) return;
    this.sequence = sequence;
    const changed = inputs.map((input) => [input.name, input] as const);
    this.inForce.value = new Map(complete ? changed : [...this.inForce.value, ...changed]);
  }

  private measured(roundTripMs: number): void {
    this.roundTripMs = roundTripMs;
    this.frames.commands.roundTrip(roundTripMs);
  }

  /** A browser does not detect that the other end of a socket is gone. */
  private async ping(): Promise<void> {
    try {
      const sentMs = performance.now();
      await this.socket.request({ type: 'ping' }, PING_TIMEOUT_MS);
      this.measured(performance.now() - sentMs);
    } catch (error) {
      this.finish({ kind: 'lost', error: toClientError(error) });
    }
  }
}

function isFile(value: unknown): value is File | UploadedFile {
  return value instanceof File || value instanceof UploadedFile;
}

function notConnected(): ClientError {
  return ClientError.own('not_connected', 'no media are open yet');
}

function publishNeedsWebRtc(): ClientError {
  return ClientError.own(
    'publish_needs_webrtc',
    'pictures come over a WebSocket here, which carries no cameras and microphones; try a network that lets WebRTC through',
  );
}
