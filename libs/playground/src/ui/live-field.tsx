import type { LiveControl } from '../controls/live-control.js';
import { Field } from './field.js';

/** A setting that is sent as it changes. */
export function LiveField({ control }: { control: LiveControl }) {
  const { command, field } = control;
  const refused = control.refused.value;
  return (
    <div class="control" data-command={command.name} aria-busy={control.busy.value}>
      <Field
        field={field}
        value={control.value.value}
        error={control.error.value}
        live
        onType={(value) => control.type(value)}
        onSet={(value) => control.set(value)}
        onCommit={() => control.commit()}
        onReject={(value, problem) => control.reject(value, problem)}
        onTakeUp={typeof refused === 'string' && refused !== '' ? () => control.takeUpRefused() : undefined}
      />
    </div>
  );
}
