import type { SessionStatus } from '@nestjs-reactor/client';

const LABELS: Readonly<Record<SessionStatus['kind'], string>> = {
  idle: 'Connecting',
  connecting: 'Connecting',
  loading: 'Loading',
  waiting: 'Waiting',
  called: 'Your turn',
  live: 'Live',
  ended: 'Ended',
  failed: 'Not connected',
};

/** @param choosing the person is asked which session to join */
export function StatusPill({ status, choosing }: { status: SessionStatus; choosing: boolean }) {
  return <span class={`status-pill ${status.kind}`}>{choosing ? 'Not connected' : LABELS[status.kind]}</span>;
}
