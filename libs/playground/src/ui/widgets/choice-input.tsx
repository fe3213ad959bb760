import type { Choice, Widget } from '../../schema/control-model.js';
import type { WidgetProps } from './widget-props.js';

type Props = WidgetProps & { widget: Extract<Widget, { kind: 'choice' }>; nullable: boolean };

/** One of a few values, side by side, or one of many, in a list. */
export function ChoiceInput({ widget: { look, options }, value, nullable, onSet, ...frame }: Props) {
  const all: readonly (Omit<Choice, 'value'> & { readonly value: Choice['value'] | null })[] = nullable
    ? [{ value: null, label: 'none' }, ...options]
    : options;
  if (look === 'list') {
    const chosen = all.findIndex((option) => option.value === value);
    return (
      <select
        id={frame.id}
        aria-describedby={frame.describedBy}
        aria-invalid={frame.invalid}
        value={chosen}
        onInput={(event) => onSet(all[Number(event.currentTarget.value)]?.value)}
      >
        {chosen < 0 && <option value={-1}>Choose…</option>}
        {all.map(({ label }, i) => (
          <option key={label} value={i}>
            {label}
          </option>
        ))}
      </select>
    );
  }
  return (
    <div
      class="segments"
      role="radiogroup"
      id={frame.id}
      aria-labelledby={`${frame.id}-label`}
      aria-describedby={frame.describedBy}
    >
      {all.map((option) => (
        <label key={option.label}>
          <input
            type="radio"
            name={frame.id}
            value={option.label}
            checked={option.value === value}
            onInput={() => onSet(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}
