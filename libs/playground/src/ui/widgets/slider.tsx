import type { Widget } from '../../schema/control-model.js';
import type { WidgetProps } from './widget-props.js';

export function Slider({
  widget: { min, max, step },
  value,
  onSet,
  ...frame
}: WidgetProps & { widget: Extract<Widget, { kind: 'slider' }> }) {
  const shown = typeof value === 'number' ? value : min;
  const filled = `${Math.min(100, Math.max(0, (100 * (shown - min)) / (max - min)))}%`;
  return (
    <input
      type="range"
      id={frame.id}
      aria-describedby={frame.describedBy}
      aria-invalid={frame.invalid}
      min={min}
      max={max}
      step={step}
      value={shown}
      style={{ '--filled': filled }}
      onInput={(event) => onSet(event.currentTarget.valueAsNumber)}
    />
  );
}
