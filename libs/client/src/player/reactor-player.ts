import { toClientError } from '../client-error.js';
import { sharedClient } from '../connect.js';
import type { AnyModel } from '../model-types.js';
import { captureCamera, captureMicrophone } from '../publishing/capture.js';
import type { ReactorClient } from '../reactor-client.js';
import type { SessionStatus } from '../session-status.js';
import { ModelNews } from './model-news.js';
import { PlayerView } from './player-view.js';
import { statusWords } from './status-words.js';

/** A page that is rendered on a server imports this too, and has no elements there. */
const Base: typeof HTMLElement = globalThis.HTMLElement ?? class {};

/** Sent when the client's status changes; `detail` is the status. It bubbles. */
export type ReactorStatusEvent = CustomEvent<SessionStatus>;

/** Where the server is that this file came from, where a plain script tag loaded it. */
let home: string | undefined;

/** @param url where the server's routes begin, for players without the attribute `url` */
export function setHome(url: string): void {
  home = url;
}

/**
 * `<reactor-player url="https://host/" model="sunny" controls>`: a model's picture and sound, with its states and errors in
 * words, while it is in the document. It shares its client with everything in the page that names the same server.
 *
 * Attributes: `url`; `model`; `token`; `track`, names of what it plays, the first video and audio by default; `controls` for
 * the buttons, one for each input of the model among them; `muted`. Keys, while it or one of its buttons has the focus: `m` for
 * the sound, `f` for full screen.
 *
 * When the model starts again the picture stays, and a line over it says so.
 *
 * Events: `statuschange` with the status, `message` with what the model sends.
 */
export class ReactorPlayer extends Base {
  static readonly observedAttributes = ['url', 'model', 'token', 'track', 'controls', 'muted'];

  private readonly view: PlayerView;
  private readonly news: ModelNews;
  private current: ReactorClient | undefined;
  private leave: () => void = () => {};

  constructor() {
    super();
    this.view = new PlayerView(this.attachShadow({ mode: 'open' }), {
      act: () => this.act(),
      toggleSound: () => this.toggleSound(),
      toggleFullscreen: () => void this.toggleFullscreen(),
      toggleInput: (track) => void this.toggleInput(track),
    });
    this.news = new ModelNews((text) => this.view.showNews(text));
    this.addEventListener('keydown', (event) => this.press(event));
  }

  /** For commands: `player.client.command('set_prompt', { prompt })`. Undefined while the player is not in a document. */
  get client(): ReactorClient | undefined {
    return this.current;
  }

  connectedCallback(): void {
    if (!this.hasAttribute('tabindex')) this.tabIndex = 0;
    if (!this.hasAttribute('role')) this.setAttribute('role', 'group');
    if (!this.hasAttribute('aria-label')) this.setAttribute('aria-label', 'Live model');
    this.view.video.muted = this.hasAttribute('muted');
    this.view.showControls(this.hasAttribute('controls'));
    this.enter();
  }

  disconnectedCallback(): void {
    this.leave();
  }

  attributeChangedCallback(name: string): void {
    if (!this.isConnected) return;
    if (name === 'controls') this.view.showControls(this.hasAttribute('controls'));
    else if (name === 'muted') this.view.video.muted = this.hasAttribute('muted');
    else this.enter();
  }

  private enter(): void {
    this.leave();
    const client = sharedClient<AnyModel>({
      url: this.getAttribute('url') ?? home ?? '/',
      model: this.getAttribute('model') ?? undefined,
      token: this.getAttribute('token') ?? undefined,
      queue: this.hasAttribute('queue') && { claim: 'ask' },
    });
    this.current = client;
    const tracks = this.getAttribute('track')?.split(/\s+/).filter(Boolean) ?? [];
    const ends = [
      client.status.subscribe((status) => this.show(status)),
      client.streams.subscribe(() => this.view.showSound()),
      client.publications.subscribe(() => this.showInputs()),
      client.on('message', (detail) => this.tell('message', detail)),
      client.on('notice', (notice) => this.news.add(notice)),
      client.attach(this.view.video, ...tracks),
    ];
    this.leave = () => {
      for (const end of ends) end();
      this.current = undefined;
      this.leave = () => {};
    };
    try {
      ends.push(client.retain());
      this.show(client.status.value);
    } catch (error) {
      this.show({ kind: 'failed', error: toClientError(error), retryAtMs: undefined });
    }
  }

  private show(status: SessionStatus): void {
    if (status.kind !== 'live') this.news.clear();
    this.view.showStatus(statusWords(status));
    this.view.showSound();
    this.showInputs();
    this.tell('statuschange', status);
  }

  private showInputs(): void {
    const { current } = this;
    const tracks = current?.connection.value?.session.capabilities.tracks ?? [];
    const inputs = tracks.filter(({ direction }) => direction === 'sendonly');
    this.view.showInputs(
      inputs.map(({ name, kind }) => {
        const sends = current?.publications.value.get(name)?.source !== undefined;
        const device = kind === 'video' ? 'camera' : 'microphone';
        const which = inputs.filter((other) => other.kind === kind).length > 1 ? ` for ${name}` : '';
        return { track: name, label: `${sends ? 'Stop' : 'Use'} ${device}${which}`, sends };
      }),
    );
  }

  private act(): void {
    const { current } = this;
    if (current === undefined) return;
    const { value } = current.status;
    if (value.kind === 'called') current.claim();
    else if (value.kind === 'failed' && value.retryAtMs !== undefined) current.retryNow();
    else this.enter();
  }

  private toggleSound(): void {
    const { video } = this.view;
    video.muted = !video.muted;
    void video.play().catch(() => undefined);
  }

  private async toggleFullscreen(): Promise<void> {
    try {
      if (document.fullscreenElement === this) await document.exitFullscreen();
      else await this.requestFullscreen();
    } catch {
      this.view.showNote('This browser does not show it on the full screen.');
    }
  }

  private async toggleInput(track: string): Promise<void> {
    const { current } = this;
    const info = current?.connection.value?.session.capabilities.tracks.find(({ name }) => name === track);
    if (current === undefined || info === undefined) return;
    this.view.showNote(undefined);
    try {
      if (current.publications.value.get(track)?.source !== undefined) await current.unpublish(track);
      else await current.publish(track, await (info.kind === 'video' ? captureCamera() : captureMicrophone()));
    } catch (error) {
      this.view.showNote(toClientError(error).message);
    }
  }

  private press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'm') this.toggleSound();
    else if (event.key === 'f') void this.toggleFullscreen();
    else return;
    event.preventDefault();
  }

  private tell(type: 'statuschange' | 'message', detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reactor-player': ReactorPlayer;
  }
}
