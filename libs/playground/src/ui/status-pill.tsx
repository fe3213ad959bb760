import type { SessionStatus } from '@nestjs-reactor/client';

const LABELS: Readonly<Record<SessionStatus['kind'], string>> = {
  idle: 'Connecting',
  connecting: 'Connecting',
  loading: 'Loading',
  live: 'Live',
  ended: 'Ended',
  failed: 'Not connected',
};

export function StatusPill({ status }: { status: SessionStatus }) {
  return <span class={`status-pill ${status.kind}`}>{LABELS[status.kind]}</span>;
}
