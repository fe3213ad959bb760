import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { captureByBrowser } from './browser/capture-device.js';
import { DeviceList } from './browser/device-list.js';
import { openStorage } from './browser/open-storage.js';
import { RtcMediaLink } from './browser/rtc-media-link.js';
import { openWebSocket } from './browser/web-socket.js';
import type { ApiAddress } from './client/api-address.js';
import type { Connection } from './client/connection.js';
import { FiguresWatch } from './client/figures-watch.js';
import type { TrackInfo } from './client/media-link.js';
import { MessageLog } from './client/message-log.js';
import { type ListedModel, ReactorApi } from './client/reactor-api.js';
import { Participant } from './client/session-client.js';
import { SoundWatch } from './client/sound-watch.js';
import { SignalingSocket } from './client/signaling-socket.js';
import { CommandRunner } from './controls/command-runner.js';
import { ControlBoard } from './controls/control-board.js';
import { InputFeeds } from './inputs/input-feeds.js';
import { Publications } from './inputs/publications.js';
import { Play } from './play/play.js';
import { Theme } from './theme/theme.js';

/** What the server sends, of the newest connection: it stays on screen while the page reconnects. */
export interface Received {
  readonly info: TrackInfo;
  readonly media: MediaStreamTrack;
}

/** The page's parts, put together. */
export class Playground {
  readonly client: Participant;
  readonly board: ControlBoard;
  readonly runner: CommandRunner;
  readonly play: Play;
  readonly log = new MessageLog();
  readonly publications = new Publications();
  readonly devices = new DeviceList();
  readonly feeds = new InputFeeds(this.publications, captureByBrowser, () => void this.devices.refresh());
  readonly figures = new FiguresWatch();
  readonly sound = new SoundWatch();
  readonly theme = new Theme(openStorage('localStorage'), matchMedia('(prefers-color-scheme: light)'));

  /** Input tracks of the model. */
  readonly inputs: ReadonlySignal<readonly TrackInfo[]>;
  readonly received: ReadonlySignal<readonly Received[]>;
  /** Clients in the session, this page included; 0 while it is in none. */
  readonly viewers: ReadonlySignal<number>;
  /** The user is asked whether to end the session for others too. */
  readonly askingToRestart = signal(false);
  /** Name of the track in the large picture. */
  readonly main: ReadonlySignal<string | undefined>;

  /** Models of the server, as they were listed last. */
  readonly models = signal<readonly ListedModel[]>([]);
  private readonly newest = signal<Connection | undefined>(undefined);
  private readonly chosen = signal<string | undefined>(undefined);

  /** Asks the server again which models it has, and which are free. Never rejects. */
  readonly listModels: () => Promise<void>;

  constructor(readonly address: ApiAddress) {
    const api = new ReactorApi(address);
    this.listModels = async () => void (this.models.value = await api.models());
    this.client = new Participant(
      {
        api,
        openSocket: () => SignalingSocket.open(() => openWebSocket(address.socket)),
        hasWebRtc: () => typeof RTCPeerConnection === 'function',
        createLink: (iceServers, tracks) => new RtcMediaLink(iceServers, tracks),
      },
      address.model,
      {
        onSchema: (schema) => {
          this.board.show(schema);
          this.play.show(schema);
        },
        onMessage: (message) => this.log.add(message),
        onLive: (connection) => this.enter(connection),
        onOver: () => this.leave(),
      },
    );
    this.runner = new CommandRunner(
      () => this.client.connection,
      api,
      (reply, command) => this.log.add(reply, command),
    );
    this.board = new ControlBoard(this.runner);
    this.play = new Play(this.runner);
    this.received = computed(() => receivedOf(this.newest.value));
    this.inputs = computed(() => tracksOf(this.newest.value).filter(({ direction }) => direction === 'sendonly'));
    this.viewers = computed(() =>
      this.client.status.value.kind === 'live' ? (this.newest.value?.viewers.value ?? 0) : 0,
    );
    this.main = computed(() => {
      const videos = this.received.value.filter(({ info }) => info.kind === 'video').map(({ info }) => info.name);
      const chosen = this.chosen.value;
      return chosen !== undefined && videos.includes(chosen) ? chosen : videos[0];
    });
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
    void this.listModels();
    this.board.enter(connection);
    void this.publications.follow(connection);
    if (connection.link === undefined) return;
    this.figures.follow(connection.link, () => this.main.value ?? '');
    this.sound.follow(connection.link);
  }

  private leave(): void {
    this.board.leave();
    this.play.forget();
    void this.publications.follow(undefined);
    this.figures.stop();
    this.sound.stop();
  }
}

function tracksOf(connection: Connection | undefined): readonly TrackInfo[] {
  return connection?.session.capabilities.tracks ?? [];
}

function receivedOf(connection: Connection | undefined): Received[] {
  return tracksOf(connection).flatMap((info) => {
    const media = connection?.link?.received.get(info.name);
    return media === undefined ? [] : [{ info, media }];
  });
}
