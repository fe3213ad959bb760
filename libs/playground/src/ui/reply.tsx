import type { ModelMessage } from '@nestjs-reactor/client';
import { wireLabel } from '../schema/wire-label.js';
import { CopyButton } from './copy-button.js';
import { CloseIcon } from './icons.js';
import { useReveal } from './use-reveal.js';

/** More fields than this are read more easily as JSON. */
const MAX_ROWS = 8;

/** The model's reply to a command, next to its button. */
export function Reply({ reply, onClose }: { reply: ModelMessage; onClose: () => void }) {
  const pretty = (): string => JSON.stringify(reply.data, null, 2);
  const rows = Object.entries(reply.data);
  const plain = rows.length <= MAX_ROWS && rows.every(([, value]) => isPlain(value));
  const element = useReveal<HTMLDivElement>();
  return (
    <div ref={element} class="reply" role="status" data-reply={reply.type}>
      <header>
        <b>{reply.type}</b>
        <CopyButton text={pretty} what="reply" look="link-button" />
        <button
          type="button"
          class="mini-button"
          title="Close the reply"
          aria-label="Close the reply"
          onClick={onClose}
        >
          <CloseIcon />
        </button>
      </header>
      {plain ? (
        <dl>
          {rows.map(([name, value]) => (
            <div key={name}>
              <dt>{wireLabel(name)}</dt>
              <dd>{written(value)}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <pre>{pretty()}</pre>
      )}
    </div>
  );
}

/** What a reply to a setting says beyond the value that was set, in one line. */
export function replyLine({ data }: ModelMessage, field: string): string | undefined {
  const rest = Object.entries(data).filter(([name, value]) => name !== field && isPlain(value));
  if (rest.length === 0) return undefined;
  return rest.map(([name, value]) => `${wireLabel(name)}: ${written(value)}`).join(' · ');
}

function isPlain(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}

function written(value: unknown): string {
  return typeof value === 'string' ? (value === '' ? '“”' : value) : JSON.stringify(value);
}
