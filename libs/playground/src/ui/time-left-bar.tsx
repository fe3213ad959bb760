import type { SessionLimit } from '@nestjs-reactor/client';
import { clockWords } from '../session/wait-words.js';
import { useNow } from './use-now.js';

/** The last part of a turn is shown in another colour. */
const SOON_MS = 30_000;

/** On the picture: how much is left of the session, since others wait for one. */
export function TimeLeftBar({ limit }: { limit: SessionLimit }) {
  return limit.endsAtMs === undefined ? null : <Left endsAtMs={limit.endsAtMs} waiting={limit.waiting} />;
}

function Left({ endsAtMs, waiting }: { endsAtMs: number; waiting: number }) {
  const leftMs = endsAtMs - useNow();
  return (
    <div class="time-left" data-time-left={leftMs < SOON_MS ? 'soon' : 'later'}>
      <b>{clockWords(leftMs)}</b>
      <span>left · {waiting === 1 ? '1 person waits' : `${waiting} people wait`}</span>
    </div>
  );
}
