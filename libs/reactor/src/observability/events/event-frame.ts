import type { JournalEntry } from '../../local-api/index.js';

/** One journal entry as a server-sent event. The envelope has the contract's keys. */
export function eventFrame({ seq, event, from, to, tsMs, detail }: JournalEntry): string {
  return `id: ${seq}\ndata: ${JSON.stringify({ type: 'transition', event, from, to, ts: tsMs, detail })}\n\n`;
}
