import { useEffect, useState } from 'preact/hooks';
import type { FormControl } from '../controls/form-control.js';
import { ErrorText } from './error-text.js';
import { Field } from './field.js';
import { Reply } from './reply.js';
import { CheckIcon } from './icons.js';

const DONE_MS = 1_600;

/** A command with its button; without fields the button is all of it. */
export function CommandForm({ form }: { form: FormControl }) {
  const { command } = form;
  const error = form.errors.value.get('');
  const reply = form.reply.value;
  const submit = (event: Event): void => {
    event.preventDefault();
    void form.submit();
  };
  return (
    <form
      class={`control ${command.mode}`}
      data-command={command.name}
      data-answered={reply !== undefined || error !== undefined}
      aria-busy={form.busy.value}
      onSubmit={submit}
    >
      {command.mode === 'form' && <h3>{command.label}</h3>}
      {command.mode === 'form' && command.description !== undefined && <p class="hint">{command.description}</p>}
      {command.fields.map((field) => (
        <div key={field.name} data-field={field.name}>
          <Field
            field={field}
            value={form.values.value[field.name]}
            error={form.errors.value.get(field.name)}
            live={false}
            onType={(value) => form.set(field.name, value)}
            onSet={(value) => form.set(field.name, value)}
            onCommit={() => {}}
            onReject={(_, problem) => form.note(field.name, problem)}
          />
        </div>
      ))}
      <div class="form-foot">
        <button type="submit" class="button" disabled={form.busy.value} title={command.description}>
          {command.label}
        </button>
        {reply === undefined && <Done count={form.done.value} />}
      </div>
      <ErrorText text={error} />
      {reply !== undefined && <Reply reply={reply} onClose={() => form.putReplyAway()} />}
    </form>
  );
}

/** A tick for a moment after each time that it was taken. */
function Done({ count }: { count: number }) {
  const [seen, setSeen] = useState(count);
  useEffect(() => {
    const timer = setTimeout(() => setSeen(count), DONE_MS);
    return () => clearTimeout(timer);
  }, [count]);
  return (
    <span class="done" role="status">
      {count > seen && (
        <>
          <CheckIcon /> Done
        </>
      )}
    </span>
  );
}
