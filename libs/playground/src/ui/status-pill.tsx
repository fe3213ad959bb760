import type { SessionStatus } from '../client/session-status.js';

const LABELS: Readonly<Record<SessionStatus['kind'], string>> = {
  connecting: 'Connecting',
  loading: 'Loading',
  live: 'Live',
  ended: 'Ended',
  failed: 'Not connected',
};

export function StatusPill({ status }: { status: SessionStatus }) {
  return <span class={`status-pill ${status.kind}`}>{LABELS[status.kind]}</span>;
}
