import { useEffect, useRef } from 'preact/hooks';
import type { LiveControl } from '../controls/live-control.js';
import { Field } from './field.js';
import { replyLine } from './reply.js';

/** A setting that is sent as it changes. */
export function LiveField({ control }: { control: LiveControl }) {
  const { command, field } = control;
  const refused = control.refused.value;
  const hold = useHold(control);
  const reply = control.reply.value && replyLine(control.reply.value, field.name);
  return (
    <div class="control" data-command={command.name} aria-busy={control.busy.value} onPointerDown={hold}>
      <Field
        field={field}
        value={control.value.value}
        error={control.error.value}
        changedBy={control.changedBy.value}
        live
        onType={(value) => control.type(value)}
        onSet={(value) => control.set(value)}
        onCommit={() => control.commit()}
        onReject={(value, problem) => control.reject(value, problem)}
        note={reply}
        onTakeUp={typeof refused === 'string' && refused !== '' ? () => control.takeUpRefused() : undefined}
      />
    </div>
  );
}

/** While a pointer is down on the control, it is in the person's hand, wherever the pointer goes. */
function useHold(control: LiveControl): () => void {
  const letGo = useRef<(() => void) | undefined>(undefined);
  useEffect(() => () => letGo.current?.(), [control]);
  return () => {
    if (letGo.current !== undefined) return;
    const end = (): void => {
      letGo.current = undefined;
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
      control.putDown();
    };
    letGo.current = end;
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
    control.takeInHand();
  };
}
