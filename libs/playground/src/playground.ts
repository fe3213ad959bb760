import { computed, type ReadonlySignal, signal } from '@preact/signals';
import {
  apiAddress,
  type Connection,
  type ListedModel,
  type MediaRoute,
  type ModelUsage,
  ReactorApi,
  ReactorClient,
  type SessionStatus,
  type TrackInfo,
} from '@nestjs-reactor/client';
import type { Role } from '@nestjs-reactor/protocol';
import { captureByBrowser } from './browser/capture-by-browser.js';
import { DeviceList } from './browser/device-list.js';
import { openStorage } from './browser/open-storage.js';
import { nameSession, type PageSettings } from './browser/page-settings.js';
import { CommandRunner } from './controls/command-runner.js';
import { ControlBoard } from './controls/control-board.js';
import { InputFeeds } from './inputs/input-feeds.js';
import { Play } from './play/play.js';
import { wireLabel } from './schema/wire-label.js';
import { FiguresWatch } from './session/figures-watch.js';
import { MessageLog } from './session/message-log.js';
import { type ModelNotice, modelNotice } from './session/model-notice.js';
import { ResponseWatch } from './session/response-watch.js';
import { SeatWatch } from './session/seat-watch.js';
import { SessionChoice } from './session/session-choice.js';
import { Spectator } from './session/spectator.js';
import { TimeLeft } from './session/time-left.js';
import { signalOf } from './session/signal-of.js';
import { SoundWatch } from './session/sound-watch.js';
import { Theme } from './theme/theme.js';

/** The page's parts, put together. */
export class Playground {
  readonly client: ReactorClient;
  /** Shows the running session while the page waits for its turn. */
  readonly spectator: Spectator;
  readonly status: ReadonlySignal<SessionStatus>;
  /** The page's model; undefined: the server's default one. */
  readonly model: string | undefined;
  /** Which session the page joins. */
  readonly choice: SessionChoice;
  readonly board: ControlBoard;
  readonly runner: CommandRunner;
  /** When the last commands were on the screen. */
  readonly responses: ResponseWatch;
  readonly play: Play;
  readonly log = new MessageLog();
  readonly devices = new DeviceList();
  readonly feeds: InputFeeds;
  readonly figures = new FiguresWatch();
  readonly sound = new SoundWatch();
  /** Who controls the session. */
  readonly seats = new SeatWatch();
  /** When the session ends because others wait. */
  readonly timeLeft = new TimeLeft();
  readonly theme = new Theme(openStorage('localStorage'), matchMedia('(prefers-color-scheme: light)'));

  /** Input tracks of the model. */
  readonly inputs: ReadonlySignal<readonly TrackInfo[]>;
  /** What the server sends, of the newest connection: it stays on screen while the page reconnects. */
  readonly received: ReadonlySignal<readonly TrackInfo[]>;
  /** How the picture comes; undefined while it does not. */
  readonly route = signal<MediaRoute | undefined>(undefined);
  /** Clients in the session, this page included; 0 while it is in none. */
  readonly viewers: ReadonlySignal<number>;
  /** Id of the session, where the model can run several: an address without it may lead into another one. */
  readonly session = signal<string | undefined>(undefined);
  /** Commands are taken: the page is in a session, controls it, and its model is there. */
  readonly commandable: ReadonlySignal<boolean>;
  /** What has happened to the model of the session; undefined: nothing, or it was put away. */
  readonly notice = signal<ModelNotice | undefined>(undefined);
  /** The user is asked whether to end the session for others too. */
  readonly askingToRestart = signal(false);
  /** Name of the track in the large picture. */
  readonly main: ReadonlySignal<string | undefined>;

  /** Models of the server, as they were listed last. */
  readonly models = signal<readonly ListedModel[]>([]);
  private readonly newest = signal<Connection | undefined>(undefined);
  private readonly counted = signal(0);
  private readonly away = signal(false);
  private readonly chosen = signal<string | undefined>(undefined);

  /** Asks the server again which models it has, and which are free. Never rejects. */
  readonly listModels: () => Promise<void>;

  constructor({ url, model, session, transport }: PageSettings) {
    this.model = model;
    const api = new ReactorApi(apiAddress(url, model));
    this.listModels = async () => void (this.models.value = await api.models());
    this.client = new ReactorClient({ url, model, transport, queue: { claim: 'ask' } });
    this.spectator = new Spectator(this.client.status, new ReactorClient({ url, model, transport }));
    this.choice = new SessionChoice(
      this.client,
      async () => ((await this.listed())?.waiting === undefined ? await this.usage() : undefined),
      session,
    );
    this.status = signalOf(this.client.status);
    this.feeds = new InputFeeds(this.client, captureByBrowser, () => void this.devices.refresh());
    this.commandable = computed(
      () =>
        this.status.value.kind === 'live' && this.may('control') && !this.seats.isWatching.value && !this.away.value,
    );
    this.runner = new CommandRunner(this.client, (reply, command) => this.log.add(reply, command));
    this.responses = new ResponseWatch(this.client);
    this.board = new ControlBoard(this.runner);
    this.play = new Play(this.runner);
    this.received = computed(() => receivedOf(this.newest.value));
    this.inputs = computed(() => tracksOf(this.newest.value).filter(({ direction }) => direction === 'sendonly'));
    this.viewers = computed(() => (this.status.value.kind === 'live' ? this.counted.value : 0));
    this.main = computed(() => {
      const videos = this.received.value.filter(({ kind }) => kind === 'video').map(({ name }) => name);
      const chosen = this.chosen.value;
      return chosen !== undefined && videos.includes(chosen) ? chosen : videos[0];
    });
    this.client.on('message', (message) => this.log.add(message));
    this.client.on('settingLost', (lost) => this.board.showLost(lost));
    this.client.on('notice', (notice) => (this.notice.value = modelNotice(notice, (input) => this.labelOf(input))));
    this.client.schema.subscribe((schema) => {
      if (schema === undefined) return;
      this.board.show(schema);
      this.play.show(schema);
    });
    this.client.connection.subscribe((connection) => {
      if (connection === undefined) this.leave();
      else this.enter(connection);
    });
  }

  /** May this page do what needs the role? Everything until it has joined. */
  may(role: Role): boolean {
    return this.newest.value?.may(role) !== false;
  }

  dismissNotice(): void {
    this.notice.value = undefined;
  }

  /** Puts another of the received pictures into the large place. */
  choose(track: string): void {
    this.chosen.value = track;
  }

  /** Ends the session and starts another; asks first where others are in it. */
  restart(): void {
    if (this.viewers.peek() > 1) this.askingToRestart.value = true;
    else void this.client.restart();
  }

  /** @param yes end the session for all clients */
  answerRestart(yes: boolean): void {
    this.askingToRestart.value = false;
    if (yes) void this.client.restart();
  }

  private enter(connection: Connection): void {
    this.newest.value = connection;
    this.counted.value = connection.viewers.value;
    connection.viewers.subscribe((count) => (this.counted.value = count));
    this.route.value = connection.route.value;
    connection.route.subscribe((route) => (this.route.value = route));
    this.away.value = connection.isModelAway.value;
    connection.isModelAway.subscribe((isAway) => (this.away.value = isAway));
    this.seats.follow(connection);
    this.timeLeft.follow(connection);
    void this.nameSession(connection);
    this.board.enter(connection);
    this.figures.follow(connection, () => this.main.value ?? '');
    this.sound.follow(connection);
  }

  private async nameSession({ session }: Connection): Promise<void> {
    const several = (await this.usage(session.model.name)) !== undefined;
    this.session.value = several ? session.session_id : undefined;
    nameSession(this.session.value);
  }

  /** @param model undefined: the page's */
  private async usage(model = this.model): Promise<ModelUsage | undefined> {
    return (await this.listed(model))?.usage;
  }

  private async listed(model = this.model): Promise<ListedModel | undefined> {
    await this.listModels();
    const models = this.models.value;
    // The server's default model is listed first.
    return model === undefined ? models[0] : models.find(({ name }) => name === model);
  }

  private labelOf(input: string): string {
    return this.board.labelOf(`set_${input}`) ?? wireLabel(input);
  }

  private leave(): void {
    this.route.value = undefined;
    this.notice.value = undefined;
    this.seats.leave();
    this.timeLeft.leave();
    this.responses.forget();
    this.board.leave();
    this.play.forget();
    this.figures.stop();
    this.sound.stop();
  }
}

function tracksOf(connection: Connection | undefined): readonly TrackInfo[] {
  return connection?.session.capabilities.tracks ?? [];
}

function receivedOf(connection: Connection | undefined): readonly TrackInfo[] {
  return tracksOf(connection).filter(({ name }) => connection?.received.has(name));
}
