import type { WidgetProps } from './widget-props.js';

export function ColorInput({ value, onSet, ...frame }: WidgetProps) {
  return (
    <input
      type="color"
      id={frame.id}
      aria-describedby={frame.describedBy}
      value={typeof value === 'string' ? value : '#000000'}
      onInput={(event) => onSet(event.currentTarget.value)}
    />
  );
}
