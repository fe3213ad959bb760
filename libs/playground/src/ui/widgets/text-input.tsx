import type { TargetedEvent, TargetedKeyboardEvent } from 'preact';
import type { Widget } from '../../schema/control-model.js';
import type { WidgetProps } from './widget-props.js';

type TextWidget = Extract<Widget, { kind: 'text' }>;
type Box = HTMLInputElement | HTMLTextAreaElement;

/** Text, in one line or several. Enter sends it; where a button sends the form, Enter in several lines is a new one. */
export function TextInput({
  widget,
  value,
  live,
  onType,
  onCommit,
  onReject,
  ...frame
}: WidgetProps & { widget: TextWidget }) {
  const take = (event: TargetedEvent<Box>): void => {
    const text = event.currentTarget.value;
    const problem = problemOf(text, widget);
    if (problem === undefined) onType(text);
    else onReject(text, problem);
  };
  const key = (event: TargetedKeyboardEvent<Box>): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !live) return;
    event.preventDefault();
    onCommit();
  };
  const props = {
    id: frame.id,
    'aria-describedby': frame.describedBy,
    'aria-invalid': frame.invalid,
    value: typeof value === 'string' ? value : '',
    placeholder: widget.placeholder,
    maxLength: widget.maxLength,
    onInput: take,
    onBlur: onCommit,
    onKeyDown: key,
  };
  return widget.lines === 'many' ? (
    <textarea {...props} rows={3} spellcheck={false} />
  ) : (
    <input {...props} type="text" autocomplete="off" spellcheck={false} />
  );
}

/** What the schema says against the text; the server has the last word. */
function problemOf(text: string, { minLength, pattern }: TextWidget): string | undefined {
  if (minLength !== undefined && text.length < minLength) return `needs at least ${minLength} characters`;
  if (pattern !== undefined && !matches(text, pattern)) return `must match ${pattern}`;
  return undefined;
}

/** A pattern that this browser cannot read is the server's to check. */
function matches(text: string, pattern: string): boolean {
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return true;
  }
}
