import type { Notice, UploadReference } from '@nestjs-reactor/protocol';
import type { BackoffOptions } from './backoff.js';
import { browserPorts, type ClientPorts } from './client-ports.js';
import { isRetryable } from './client-error.js';
import { commandsOf } from './commands-of.js';
import type { Connection } from './connection/connection.js';
import type { CommandOptions, CommandValues } from './connection/model-message.js';
import type { AccessToken } from './http/access-token.js';
import type { UploadOptions } from './http/upload-progress.js';
import { Listeners } from './listeners.js';
import type { ShownCommand } from './media/command-timeline.js';
import type { ShownMetadata } from './media/metadata-timeline.js';
import { PausedTracks } from './media/paused-tracks.js';
import { TrackStreams } from './media/track-streams.js';
import type {
  AnyModel,
  CommandName,
  CommandParameters,
  CommandResult,
  MessageOf,
  ModelCommands,
  ModelTypes,
  TrackName,
} from './model-types.js';
import type { Observable } from './observable.js';
import { type Publication, Publications } from './publishing/publications.js';
import { type Source, sourceOf } from './publishing/source.js';
import { notConnected, SessionLoop } from './session-loop.js';
import { findDrift, type SchemaDrift, type TypesOrigin } from './schema-drift.js';
import type { SessionStatus, SessionWish } from './session-status.js';
import { type LostSetting, Settings } from './settings.js';
import { StateInForce } from './state-in-force.js';
import type { Transport } from './transport.js';
import { UploadedFile } from './uploaded-file.js';

/** Of a {@link ReactorClient}. */
export interface ReactorClientOptions {
  /** Where the server's routes begin, `https://host/` or `https://host/api/`; in a browser it may be relative to the page. */
  readonly url: string;
  /** @defaultValue the server's default model */
  readonly model?: string | undefined;
  /**
   * Shown to the server with each request, as `Authorization: Bearer …`, and with the socket as the subprotocols `bearer` and
   * the token. A function is asked each time, so that a token may expire.
   * @defaultValue none
   */
  readonly token?: AccessToken | undefined;
  /** How long it waits before it tries again. */
  readonly reconnect?: BackoffOptions;
  /**
   * Whether what people had set is set again in a session that replaces one which ended without anybody's doing, as when the
   * server restarts; see the event `settingLost`.
   * @defaultValue true
   */
  readonly restoreSettings?: boolean;
  /**
   * To be sent what the model attaches to its frames; see the event `metadata`. Up to 16 KiB a frame are sent beside the picture.
   * @defaultValue false
   */
  readonly frameMetadata?: boolean;
  /**
   * Of the schema that the types were generated from. Where the server's is another, the event `drift` says so; without a
   * listener for it, the console does.
   * @defaultValue no check
   */
  readonly schemaHash?: string;
  /** That schema, loaded only where the hashes differ, to say in what. */
  readonly schema?: () => Promise<unknown>;
  /**
   * To take a place where the server has a waiting room, and to join when it is this client's turn: see the status `waiting`. With
   * `claim: 'ask'` the status is `called` then, if it had to wait, and {@link ReactorClient.claim} takes the session. The ticket is kept in the browser, so
   * that a reload and a second tab have the same place.
   * @defaultValue false
   */
  readonly queue?: boolean | { readonly claim: 'auto' | 'ask' };
  /** @defaultValue 'auto' */
  readonly transport?: Transport;
  /** @defaultValue the browser's own `fetch`, `WebSocket` and `RTCPeerConnection` */
  readonly ports?: ClientPorts;
}

/** By type of event, what its listeners receive. */
export interface ClientEvents<M extends ModelTypes = AnyModel> {
  /** The model sent it by itself, to this client or to all; replies to commands come from `command`. */
  message: MessageOf<M>;
  /** The model of the session starts again, or a new version of it takes over; the client stays connected. */
  notice: Notice;
  /** A command of this client was on the screen; of elements that are attached, or that {@link Connection.watch} follows. */
  shown: ShownCommand;
  /** A frame with metadata is on the screen; with the option `frameMetadata`, of elements as for `shown`. */
  metadata: ShownMetadata;
  /** With the option `schemaHash`: the server's schema is not the one that the types were generated from. */
  drift: SchemaDrift;
  /** The session that replaces another one did not take a setting. */
  settingLost: LostSetting;
}

/** Without users for this long the client leaves: React's StrictMode and a change of route let go and retain at once. */
const RELEASE_MS = 500;

/**
 * One client of one model: keeps its user in a session, plays what it receives, sends what it is given.
 *
 * Listeners, attached elements, published sources and settings outlive a connection. What changes has a `value` and a
 * `subscribe`. Nothing of a browser is touched before `start`.
 *
 * @typeParam M the model's commands, messages, tracks and state; without it everything is allowed
 */
export class ReactorClient<M extends ModelTypes = AnyModel> {
  /** One function for each command of the model: `commands.set_prompt({ prompt })` is `command('set_prompt', { prompt })`. */
  readonly commands: ModelCommands<M>;
  private readonly loop: SessionLoop;
  private readonly listeners: { readonly [K in keyof ClientEvents<M>]: Listeners<ClientEvents<M>[K]> } = {
    message: new Listeners(),
    notice: new Listeners(),
    shown: new Listeners(),
    metadata: new Listeners(),
    drift: new Listeners(),
    settingLost: new Listeners(),
  };
  private readonly tracks = new TrackStreams();
  private readonly paused = new PausedTracks();
  private readonly published = new Publications();
  private readonly inForce = new StateInForce<M['state']>();
  private readonly settings = new Settings((lost) => this.listeners.settingLost.call(lost));
  private users = 0;
  private release: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ReactorClientOptions) {
    const {
      model,
      reconnect = {},
      restoreSettings = true,
      frameMetadata = false,
      transport = 'auto',
      queue = false,
    } = options;
    this.loop = new SessionLoop(
      {
        model,
        frameMetadata,
        transport,
        waits: reconnect,
        queue: queue === true ? 'auto' : queue === false ? undefined : queue.claim,
        ports: () => options.ports ?? browserPorts(options),
      },
      {
        onMessage: (message) => this.listeners.message.call(message as MessageOf<M>),
        onNotice: (notice) => this.listeners.notice.call(notice),
        onShown: (shown) => this.listeners.shown.call(shown),
        onMetadata: (metadata) => this.listeners.metadata.call(metadata),
      },
    );
    const { schemaHash, schema } = options;
    if (schemaHash !== undefined) {
      this.loop.schema.subscribe((document) => void this.compare(document, { schemaHash, schema }));
    }
    this.commands = commandsOf<M>((name, values, more) => this.send(name, values, more));
    this.loop.connection.subscribe((connection) => {
      this.tracks.follow(connection);
      this.paused.follow(connection);
      this.inForce.follow(connection);
      void this.published.follow(connection);
      if (connection === undefined || !restoreSettings) this.settings.leave();
      else this.settings.enter(connection);
    });
  }

  get status(): Observable<SessionStatus> {
    return this.loop.status;
  }

  /** The model's OpenAPI document, as it was asked for last: before each attempt to join. Undefined: not known yet. */
  get schema(): Observable<Record<string, unknown> | undefined> {
    return this.loop.schema;
  }

  /** Set while media flow and commands are taken; undefined otherwise. It is set before the status becomes `live`. */
  get connection(): Observable<Connection | undefined> {
    return this.loop.connection;
  }

  /**
   * By input, the value that the model runs with now, no matter who set it. Empty until it is known, and kept while the client
   * reconnects; {@link Connection.inputs} says who changed each.
   */
  get state(): Observable<Readonly<Partial<M['state']>>> {
    return this.inForce.state;
  }

  /** By track, a stream of that track alone, of the newest connection; they remain while the client reconnects. */
  get streams(): Observable<ReadonlyMap<string, MediaStream>> {
    return this.tracks.streams;
  }

  /** By input track, what this client sends on it. */
  get publications(): Observable<ReadonlyMap<string, Publication>> {
    return this.published.state;
  }

  /** @returns ends the subscription */
  on<K extends keyof ClientEvents<M>>(type: K, listener: (event: ClientEvents<M>[K]) => void): () => void {
    return this.listeners[type].add(listener);
  }

  /**
   * Hears one type of message of the model.
   * @returns ends the subscription
   */
  onMessage<T extends keyof M['messages'] & string>(type: T, listener: (data: M['messages'][T]) => void): () => void {
    return this.on('message', (message) => {
      if (message.type === type) listener(message.data as M['messages'][T]);
    });
  }

  /**
   * Begins a new run, in place of one that goes on. Throws `no_browser` where there is none, unless it was given `ports`.
   *
   * @param wish as last time where it is undefined; `running` the first time
   */
  start(wish?: SessionWish): void {
    this.loop.start(wish);
  }

  /**
   * Starts the client unless it runs, and keeps it until what is returned is called; then it leaves, half a second after its
   * last user. For components that mount and unmount. Throws as `start` does.
   */
  retain(): () => void {
    clearTimeout(this.release);
    if (!this.isRunning()) this.start();
    this.users++;
    let retained = true;
    return () => {
      if (!retained) return;
      retained = false;
      if (--this.users === 0) this.release = setTimeout(() => void this.leave(), RELEASE_MS);
    };
  }

  /**
   * Resolves as soon as the client is in a session. Rejects when the run that goes on ends before that: with the error
   * that ended it, or `not_connected`. While the client still tries by itself it waits.
   */
  whenLive(): Promise<Connection> {
    return this.loop.whenLive();
  }

  /** Ends the session for all clients in it, and starts another. */
  async restart(): Promise<void> {
    await this.loop.restart();
  }

  /** Leaves the session, or stops trying to get into one. Others stay in it. */
  async leave(): Promise<void> {
    await this.loop.leave();
  }

  /** Takes the session that is held for this client. Nothing while its status is not `called`. */
  claim(): void {
    this.loop.claim();
  }

  /** Ends the wait before the next attempt. */
  retryNow(): void {
    this.loop.retryNow();
  }

  /**
   * Uploads the files among the values, then sends the command; resolves with the first frame made after it. Rejects with the
   * refusal of the server or of an upload, which name the field in `details`, or with `not_connected`.
   */
  async command<K extends CommandName<M>>(name: K, ...given: CommandParameters<M, K>): Promise<CommandResult<M, K>> {
    const [values, options] = given as [CommandValues?, CommandOptions?];
    return await this.send(name, values, options);
  }

  /**
   * Sends a file ahead of a command, whose value is what this resolves with, in the same session. Rejects with `upload_failed`,
   * `upload_aborted`, `not_connected`, or the server's refusal.
   */
  async upload(file: File, options?: UploadOptions): Promise<UploadedFile> {
    const reference: UploadReference = await this.joined.upload(file, options);
    return new UploadedFile(reference);
  }

  /**
   * Plays tracks in a video or an audio element, from now on and over every reconnection. A picture without sound is muted, and
   * so is one with sound that the browser plays only after a click: set `muted` to false from one.
   *
   * @param tracks none: the first video and the first audio
   * @returns detaches it
   */
  attach(element: HTMLMediaElement, ...tracks: TrackName<M, { direction: 'recvonly' }>[]): () => void {
    return this.tracks.attach(element, tracks);
  }

  /**
   * Sends a source on an input track of the model, over every reconnection, in place of the one before. The client stops the
   * source when another takes its place, and when the server refuses it, which rejects: `publish_refused` where another client
   * sends on this track. Without a connection it resolves, and is sent with the next one.
   *
   * @param source what `captureCamera` and the like make, or any track
   */
  async publish(track: TrackName<M, { direction: 'sendonly' }>, source: Source | MediaStreamTrack): Promise<void> {
    await this.published.publish(track, 'media' in source ? source : sourceOf(source));
  }

  /** Sends nothing more on the track, frees its source, and leaves the track to others. */
  async unpublish(track: TrackName<M, { direction: 'sendonly' }>): Promise<void> {
    await this.published.withdraw(track);
  }

  /**
   * Receives nothing on a track of the model from now on, over every reconnection: a picture that nobody sees costs the link
   * nothing. The last picture stays. Rejects with the server's refusal, as for a track that the model does not have.
   */
  async pause(track: TrackName<M, { direction: 'recvonly' }>): Promise<void> {
    await this.paused.pause(track);
  }

  /** Receives the track again. */
  async resume(track: TrackName<M, { direction: 'recvonly' }>): Promise<void> {
    await this.paused.resume(track);
  }

  private async send(name: string, values: CommandValues = {}, options?: CommandOptions) {
    const reply = await this.joined.command(name, values, options);
    this.settings.applied(name, values);
    return reply;
  }

  private async compare(document: Record<string, unknown> | undefined, origin: TypesOrigin): Promise<void> {
    const drift = await findDrift(document, origin);
    if (drift === undefined) return;
    if (this.listeners.drift.isEmpty) console.warn(drift.message);
    this.listeners.drift.call(drift);
  }

  private get joined(): Connection {
    const { value } = this.loop.connection;
    if (value === undefined) throw notConnected('');
    return value;
  }

  private isRunning(): boolean {
    const { value } = this.loop.status;
    if (value.kind === 'failed') return isRetryable(value.error);
    return value.kind !== 'idle' && value.kind !== 'ended';
  }
}
