import { useId } from 'preact/hooks';
import type { ChangedBy } from '../controls/live-control.js';
import type { FieldModel } from '../schema/control-model.js';
import { ErrorText } from './error-text.js';
import { ExampleList } from './example-list.js';
import { CloseIcon, UndoIcon } from './icons.js';
import { emptyValue, isEmpty, readout } from './field-values.js';
import { ChoiceInput } from './widgets/choice-input.js';
import { ColorInput } from './widgets/color-input.js';
import { FileInput } from './widgets/file-input.js';
import { JsonInput } from './widgets/json-input.js';
import { NumberInput } from './widgets/number-input.js';
import { Slider } from './widgets/slider.js';
import { TextInput } from './widgets/text-input.js';
import { Toggle } from './widgets/toggle.js';
import type { WidgetActions, WidgetFrame } from './widgets/widget-props.js';

export interface FieldProps extends WidgetActions {
  readonly field: FieldModel;
  readonly value: unknown;
  readonly error: string | undefined;
  /** What the model replied to the value, in one line. */
  readonly note?: string | undefined;
  /** Sent as it changes; otherwise by a button. */
  readonly live: boolean;
  /** Who changed it last, where that was not this page. */
  readonly changedBy?: ChangedBy | undefined;
  /** Given while something that was refused can be edited again. */
  readonly onTakeUp?: () => void;
}

/** One field: its label, its widget, what it is for, and what is wrong with it. */
export function Field({ field, value, error, note, live, changedBy, onTakeUp, ...actions }: FieldProps) {
  const id = useId();
  const { label, description, nullable, fallback } = field;
  const changed = live && !isEmpty(fallback) && JSON.stringify(value) !== JSON.stringify(fallback);
  const unset = value === null && ['slider', 'toggle', 'color'].includes(field.widget.kind);
  const frame: WidgetFrame = {
    id,
    name: label,
    describedBy: `${id}-about`,
    invalid: error !== undefined,
    live,
  };
  return (
    <div class={`field ${field.widget.kind}`} data-invalid={error !== undefined}>
      <div class="field-head">
        <label for={id} id={`${id}-label`}>
          {label}
        </label>
        <span class="field-value">{readout(field.widget, value)}</span>
        {nullable && !isEmpty(value) && (
          <IconButton label={`Clear ${label}`} onClick={() => actions.onSet(null)}>
            <CloseIcon />
          </IconButton>
        )}
        {changed && (
          <IconButton label={`Reset ${label} to ${text(fallback)}`} onClick={() => actions.onSet(fallback)}>
            <UndoIcon />
          </IconButton>
        )}
      </div>
      {unset ? (
        <button type="button" class="unset" id={id} onClick={() => actions.onSet(emptyValue(field.widget))}>
          Not set
        </button>
      ) : (
        <Input field={field} value={value} frame={frame} actions={actions} />
      )}
      {field.widget.kind === 'text' && field.widget.examples !== undefined && (
        <ExampleList examples={field.widget.examples} value={value} onChoose={actions.onSet} />
      )}
      <div id={`${id}-about`}>
        {description !== undefined && <p class="hint">{description}</p>}
        {changedBy !== undefined && <ChangedByNote by={changedBy} />}
        {note !== undefined && (
          <p class="reply-line" role="status" data-reply>
            {note}
          </p>
        )}
        <ErrorText text={error} />
      </div>
      {onTakeUp !== undefined && (
        <button type="button" class="link-button" onClick={onTakeUp}>
          Edit the refused text
        </button>
      )}
    </div>
  );
}

function Input({
  field: { widget, nullable },
  value,
  frame,
  actions,
}: {
  field: FieldModel;
  value: unknown;
  frame: WidgetFrame;
  actions: WidgetActions;
}) {
  switch (widget.kind) {
    case 'text':
      return <TextInput {...frame} {...actions} widget={widget} value={value} />;
    case 'slider':
      return <Slider {...frame} {...actions} widget={widget} value={value} />;
    case 'number':
      return <NumberInput {...frame} {...actions} widget={widget} value={value} nullable={nullable} />;
    case 'toggle':
      return <Toggle {...frame} {...actions} value={value} />;
    case 'choice':
      return <ChoiceInput {...frame} {...actions} widget={widget} value={value} nullable={nullable} />;
    case 'color':
      return <ColorInput {...frame} {...actions} value={value} />;
    case 'file':
      return <FileInput {...frame} {...actions} value={value} />;
    case 'json':
      return <JsonInput {...frame} {...actions} widget={widget} value={value} />;
  }
}

function ChangedByNote({ by }: { by: ChangedBy }) {
  return (
    <p class="changed-by" data-changed-by={by}>
      {by === 'viewer' ? 'Changed by another viewer' : 'Changed by the model'}
    </p>
  );
}

function IconButton({
  label,
  onClick,
  children,
}: {
  label: string;
  onClick: () => void;
  children: preact.ComponentChildren;
}) {
  return (
    <button type="button" class="mini-button" title={label} aria-label={label} onClick={onClick}>
      {children}
    </button>
  );
}

function text(value: unknown): string {
  return typeof value === 'string' ? (value === '' ? 'nothing' : `“${value}”`) : JSON.stringify(value);
}
