import type { TargetedEvent, TargetedKeyboardEvent } from 'preact';
import type { Widget } from '../../schema/control-model.js';
import { type Notation, useDraft } from './use-draft.js';
import type { WidgetProps } from './widget-props.js';

type Props = WidgetProps & { widget: Extract<Widget, { kind: 'number' }>; nullable: boolean };

const NUMBER: Notation = {
  write: (value) => (typeof value === 'number' ? String(value) : ''),
  read: (text) => (text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text)),
};

/** A number without bounds that a slider could have. */
export function NumberInput({ widget, value, nullable, live, onType, onSet, onCommit, onReject, ...frame }: Props) {
  const [text, setText] = useDraft(value, NUMBER);
  const take = (event: TargetedEvent<HTMLInputElement>): void => {
    const written = event.currentTarget.value;
    setText(written);
    const number = NUMBER.read(written);
    if (number !== undefined) onType(number);
    else if (nullable && written === '') onSet(null);
    else onReject(value, 'needs a number');
  };
  const done = (): void => {
    setText(NUMBER.write(value));
    onCommit();
  };
  const key = (event: TargetedKeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Enter' && live) done();
  };
  return (
    <input
      type="number"
      id={frame.id}
      aria-describedby={frame.describedBy}
      aria-invalid={frame.invalid}
      inputMode={widget.integer && (widget.min ?? -1) >= 0 ? 'numeric' : 'decimal'}
      min={widget.min}
      max={widget.max}
      step={widget.step ?? 'any'}
      placeholder={widget.placeholder ?? (nullable ? 'not set' : undefined)}
      value={text}
      onInput={take}
      onBlur={done}
      onKeyDown={key}
    />
  );
}
