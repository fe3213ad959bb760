import { PLAYER_STYLE } from './player-style.js';
import type { StatusWords } from './status-words.js';

/** What the buttons of the player do. */
export interface PlayerActions {
  act(): void;
  toggleSound(): void;
  toggleFullscreen(): void;
  toggleInput(track: string): void;
}

/** An input of the model, as its button shows it. */
export interface InputButton {
  readonly track: string;
  /** `Use camera`. */
  readonly label: string;
  readonly sends: boolean;
}

/** The elements of the player: a picture, over it the state in words, below it the controls. */
export class PlayerView {
  readonly video = make('video', { part: 'video' });
  private readonly status = make('div', { part: 'status', class: 'status' });
  /** Read aloud when it changes. */
  private readonly words = make('p', { role: 'status' });
  private readonly action = make('button', { type: 'button' });
  private readonly news = make('p', { part: 'news', class: 'news', role: 'status' });
  private readonly bar = make('div', { part: 'controls', class: 'bar', role: 'group', 'aria-label': 'Controls' });
  private readonly note = make('p', { class: 'note', role: 'alert' });
  private readonly inputs = make('span', {});
  private readonly sound = make('button', { type: 'button' });
  private readonly fullscreen = make('button', { type: 'button' });

  constructor(root: ShadowRoot, actions: PlayerActions) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(PLAYER_STYLE);
    root.adoptedStyleSheets = [sheet];
    this.video.setAttribute('aria-label', 'Live picture');
    this.status.append(this.words, this.action);
    this.bar.append(this.note, this.inputs, this.sound, this.fullscreen);
    root.append(this.video, this.news, this.status, this.bar);
    this.fullscreen.textContent = 'Full screen';
    this.action.onclick = () => actions.act();
    this.sound.onclick = () => actions.toggleSound();
    this.fullscreen.onclick = () => actions.toggleFullscreen();
    this.inputs.onclick = ({ target }) => {
      const track = (target as HTMLElement).dataset['track'];
      if (track !== undefined) actions.toggleInput(track);
    };
    this.video.onvolumechange = () => this.showSound();
    this.showNote(undefined);
    this.showNews(undefined);
  }

  showStatus({ text, action }: StatusWords): void {
    this.words.textContent = text;
    this.action.textContent = action ?? '';
    this.action.hidden = action === undefined;
    this.status.hidden = text === '';
  }

  showControls(shown: boolean): void {
    this.bar.hidden = !shown;
  }

  /** The button is there where there is sound. */
  showSound(): void {
    const stream = this.video.srcObject as MediaStream | null;
    this.sound.hidden = stream === null || stream.getAudioTracks().length === 0;
    this.sound.textContent = this.video.muted ? 'Unmute' : 'Mute';
  }

  showInputs(inputs: readonly InputButton[]): void {
    this.inputs.replaceChildren(
      ...inputs.map(({ track, label, sends }) => {
        const button = make('button', { type: 'button', 'data-track': track, 'aria-pressed': String(sends) });
        button.textContent = label;
        return button;
      }),
    );
  }

  /** What happens to the model, over the picture that stays. */
  showNews(text: string | undefined): void {
    this.news.textContent = text ?? '';
    this.news.hidden = text === undefined;
  }

  /** What went wrong with the last thing that the person did. */
  showNote(text: string | undefined): void {
    this.note.textContent = text ?? '';
    this.note.hidden = text === undefined;
  }
}

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>>,
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
