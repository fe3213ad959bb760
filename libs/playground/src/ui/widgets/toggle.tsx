import type { WidgetProps } from './widget-props.js';

export function Toggle({ value, onSet, ...frame }: WidgetProps) {
  return (
    <input
      type="checkbox"
      role="switch"
      id={frame.id}
      aria-describedby={frame.describedBy}
      checked={value === true}
      onInput={(event) => onSet(event.currentTarget.checked)}
    />
  );
}
