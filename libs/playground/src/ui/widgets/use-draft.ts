import { useRef, useState } from 'preact/hooks';

/** Text that stands for a value. */
export interface Notation {
  readonly write: (value: unknown) => string;
  /** Undefined: the text stands for nothing. */
  readonly read: (text: string) => unknown;
}

/**
 * Text as it is being written, which need not stand for a value at every moment. When the value changes to something
 * that the text does not say, the text follows.
 */
export function useDraft(value: unknown, { write, read }: Notation): [string, (text: string) => void] {
  const [text, setText] = useState(() => write(value));
  const seen = useRef(value);
  let shown = text;
  if (seen.current !== value) {
    seen.current = value;
    if (JSON.stringify(read(text)) !== JSON.stringify(value)) {
      shown = write(value);
      setText(shown);
    }
  }
  return [shown, setText];
}
