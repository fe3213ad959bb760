import type { TargetedEvent, TargetedKeyboardEvent } from 'preact';
import type { Widget } from '../../schema/control-model.js';
import { type Notation, useDraft } from './use-draft.js';
import type { WidgetProps } from './widget-props.js';

/** What is shorter than this stays on one line. */
const ONE_LINE = 44;

const JSON_TEXT: Notation = {
  write: (value) => {
    const text = value === undefined ? '' : JSON.stringify(value);
    return text.length > ONE_LINE ? JSON.stringify(value, null, 2) : text;
  },
  read: (text) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return undefined;
    }
  },
};

/** A value of any shape, written as JSON. Control and Enter together send it. */
export function JsonInput({
  widget,
  value,
  live,
  onType,
  onCommit,
  onReject,
  ...frame
}: WidgetProps & { widget: Extract<Widget, { kind: 'json' }> }) {
  const [text, setText] = useDraft(value, JSON_TEXT);
  const take = (event: TargetedEvent<HTMLTextAreaElement>): void => {
    const written = event.currentTarget.value;
    setText(written);
    try {
      onType(JSON.parse(written));
    } catch (error) {
      onReject(value, `not JSON yet: ${(error as Error).message}`);
    }
  };
  const done = (): void => {
    if (JSON_TEXT.read(text) !== undefined) onCommit();
  };
  const key = (event: TargetedKeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && live) done();
  };
  return (
    <textarea
      class="code"
      id={frame.id}
      rows={Math.min(10, Math.max(2, text.split('\n').length))}
      spellcheck={false}
      aria-describedby={frame.describedBy}
      aria-invalid={frame.invalid}
      placeholder={widget.placeholder ?? 'JSON'}
      value={text}
      onInput={take}
      onBlur={done}
      onKeyDown={key}
    />
  );
}
