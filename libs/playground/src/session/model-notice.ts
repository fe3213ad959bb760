import type { Notice } from '@nestjs-reactor/protocol';

/** What has happened to the session's model, described for the user of the page. */
export interface ModelNotice {
  readonly code: string;
  readonly title: string;
  readonly text: string;
  /** Labels of inputs that have their defaults again. */
  readonly dropped: readonly string[];
  /** It is over when the next notice comes, and cannot be put away before. */
  readonly underWay: boolean;
}

type Words = Pick<ModelNotice, 'title' | 'text' | 'underWay'>;

const WORDS: Readonly<Record<string, Words>> = {
  model_restarting: {
    title: 'The model is starting again',
    text: 'It failed. You stay connected, and the last picture stays.',
    underWay: true,
  },
  model_reloading: {
    title: 'A new version of the model is loading',
    text: 'You stay connected, and the last picture stays.',
    underWay: true,
  },
  model_restarted: {
    title: 'The model was started again',
    text: 'It had failed.',
    underWay: false,
  },
  model_reload_failed: {
    title: 'The new version of the model does not load',
    text: '',
    underWay: false,
  },
  model_reloaded: {
    title: 'A new version of the model is running',
    text: 'The controls are those of the new version.',
    underWay: false,
  },
};

/** @param labelOf the label of an input, by its name */
export function modelNotice({ code, message, dropped }: Notice, labelOf: (input: string) => string): ModelNotice {
  const { title, text, underWay } = WORDS[code] ?? { title: message, text: '', underWay: false };
  const settings = dropped.length > 0 ? 'Your other settings are in force.' : 'Your settings are in force.';
  // Why it does not load is in the message alone.
  if (code === 'model_reload_failed') return { code, title, text: message, dropped: [], underWay };
  const isBack = code === 'model_restarted' || code === 'model_reloaded';
  return { code, title, text: isBack ? `${text} ${settings}` : text, dropped: dropped.map(labelOf), underWay };
}
