import { useSignal } from '@preact/signals';
import { useId, useRef } from 'preact/hooks';
import type { LogEntry, MessageLog } from '../session/message-log.js';
import { CopyButton } from './copy-button.js';
import { ChevronIcon, PauseIcon, PlayIcon } from './icons.js';

/** What the model sends, newest first. Closed, it costs nothing to keep up with. */
export function MessageList({ log }: { log: MessageLog }) {
  const open = useSignal(false);
  const id = useId();
  const entries = log.entries.value;
  const newest = entries[0];
  return (
    <section class="messages" data-open={open.value}>
      <header>
        <button
          type="button"
          class="messages-toggle"
          aria-expanded={open.value}
          aria-controls={id}
          onClick={() => (open.value = !open.value)}
        >
          <ChevronIcon />
          Messages
          <span class="count">{log.total}</span>
          {!open.value && newest !== undefined && (
            <span class="latest">
              <b>{newest.message.type}</b> {JSON.stringify(newest.message.data)}
            </span>
          )}
        </button>
        {open.value && <Tools log={log} />}
      </header>
      {open.value && <Entries id={id} log={log} entries={entries} />}
    </section>
  );
}

function Tools({ log }: { log: MessageLog }) {
  const paused = log.paused.value;
  return (
    <div class="messages-tools">
      <button
        type="button"
        class="link-button"
        aria-pressed={paused}
        onClick={() => (paused ? log.resume() : log.pause())}
      >
        {paused ? <PlayIcon /> : <PauseIcon />}
        {paused ? `Resume${log.waiting.value > 0 ? ` (${log.waiting.value} new)` : ''}` : 'Pause'}
      </button>
      <CopyButton text={() => lines(log.entries.value)} what="all" look="link-button" />
      <button type="button" class="link-button" onClick={() => log.clear()}>
        Clear
      </button>
    </div>
  );
}

/** Below this the list counts as being at its newest end. */
const NEAR_TOP_PX = 8;

function Entries({ id, log, entries }: { id: string; log: MessageLog; entries: readonly LogEntry[] }) {
  const list = useRef<HTMLOListElement>(null);
  const away = useSignal(false);
  return (
    <div class="message-scroll">
      <ol
        id={id}
        ref={list}
        class="message-list"
        tabIndex={0}
        aria-label="Messages, newest first"
        onScroll={(event) => (away.value = event.currentTarget.scrollTop > NEAR_TOP_PX)}
      >
        {entries.length === 0 && (
          <li class="hint">{log.paused.value ? 'Paused before the first message.' : 'No messages yet.'}</li>
        )}
        {entries.map((entry) => (
          <Message key={entry.id} entry={entry} />
        ))}
      </ol>
      {away.value && (
        <button type="button" class="pill-button newest" onClick={() => list.current?.scrollTo({ top: 0 })}>
          Newest
        </button>
      )}
    </div>
  );
}

function Message({ entry: { atMs, message, replyTo } }: { entry: LogEntry }) {
  const open = useSignal(false);
  const pretty = (): string => JSON.stringify(message.data, null, 2);
  return (
    <li data-message={message.type}>
      <details onToggle={(event) => (open.value = event.currentTarget.open)}>
        <summary>
          <span class="message-head">
            <b>{message.type}</b>
            {replyTo !== undefined && <span class="reply-to">reply to {replyTo}</span>}
            <time dateTime={new Date(atMs).toISOString()}>{clock(atMs)}</time>
          </span>
          {!open.value && <code>{JSON.stringify(message.data)}</code>}
        </summary>
        {open.value && (
          <div class="message-body">
            <pre>{pretty()}</pre>
            <CopyButton text={pretty} what="JSON" look="link-button" />
          </div>
        )}
      </details>
    </li>
  );
}

/** The time of day, to the millisecond. */
function clock(atMs: number): string {
  const date = new Date(atMs);
  return `${date.toLocaleTimeString('en-GB')}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** One JSON object a line, oldest first. */
function lines(entries: readonly LogEntry[]): string {
  return entries
    .toReversed()
    .map(({ atMs, message, replyTo }) =>
      JSON.stringify({
        time: new Date(atMs).toISOString(),
        ...message,
        ...(replyTo === undefined ? {} : { reply_to: replyTo }),
      }),
    )
    .join('\n');
}
