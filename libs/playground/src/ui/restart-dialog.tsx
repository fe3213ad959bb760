import { useEffect, useRef } from 'preact/hooks';
import type { Playground } from '../playground.js';

/** Asks before a session ends for others too. */
export function RestartDialog({ playground }: { playground: Playground }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const others = playground.viewers.value - 1;
  return (
    <dialog
      ref={dialog}
      class="restart-dialog"
      aria-labelledby="restart-title"
      onCancel={() => playground.answerRestart(false)}
    >
      <h2 id="restart-title">End the session for everybody?</h2>
      <p>
        {others > 1 ? `${others} other viewers are` : others === 1 ? 'Another viewer is' : 'Nobody else is'} in this
        session. A restart ends it for all, and its settings are lost.
      </p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={() => playground.answerRestart(false)}>
          Cancel
        </button>
        <button type="button" class="button danger" onClick={() => playground.answerRestart(true)}>
          End and restart
        </button>
      </div>
    </dialog>
  );
}
