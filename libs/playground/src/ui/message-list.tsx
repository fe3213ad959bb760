import { useSignal } from '@preact/signals';
import type { LogEntry, MessageLog } from '../client/message-log.js';
import { ChevronIcon } from './icons.js';

/** What the model says, newest first. Closed, it costs nothing to keep up with. */
export function MessageList({ log }: { log: MessageLog }) {
  const open = useSignal(false);
  const entries = log.entries.value;
  return (
    <section class="messages" data-open={open.value}>
      <header>
        <button
          type="button"
          class="messages-toggle"
          aria-expanded={open.value}
          aria-controls="messages"
          onClick={() => (open.value = !open.value)}
        >
          <ChevronIcon />
          Messages
          <span class="count">{log.total}</span>
          {!open.value && entries[0] !== undefined && <span class="latest">{entries[0].message.type}</span>}
        </button>
        {open.value && entries.length > 0 && (
          <button type="button" class="link-button" onClick={() => log.clear()}>
            Clear
          </button>
        )}
      </header>
      {open.value && (
        <ol id="messages" class="message-list">
          {entries.length === 0 && <li class="hint">The model has said nothing yet.</li>}
          {entries.map((entry) => (
            <Message key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Message({ entry: { atMs, message, replyTo } }: { entry: LogEntry }) {
  const open = useSignal(false);
  return (
    <li data-message={message.type}>
      <details onToggle={(event) => (open.value = event.currentTarget.open)}>
        <summary>
          <time>{new Date(atMs).toLocaleTimeString('en-GB')}</time>
          <b>{message.type}</b>
          {replyTo !== undefined && <span class="reply-to">answers {replyTo}</span>}
          <code>{JSON.stringify(message.data)}</code>
        </summary>
        {open.value && <pre>{JSON.stringify(message.data, null, 2)}</pre>}
      </details>
    </li>
  );
}
