import type { SessionDescriptor } from '@nestjs-reactor/protocol';
import type { LocalModel } from '../../local-api/index.js';
import type { Session } from '../../session/index.js';
import { VERSION } from '../../version.js';
import type { SessionRecord } from './session-records.js';

/** States of a session by the cloud API; the last two are final for a client that waits for it. */
export type CloudState = 'CREATED' | 'WAITING' | 'ACTIVE' | 'SUSPENDED' | 'INACTIVE' | 'CLOSED';

/** The answer to the request that makes a session. */
export interface CreatedSession {
  readonly session_id: string;
  readonly state: CloudState;
  readonly cluster: string;
  readonly model: { readonly name: string };
  readonly server_info: { readonly server_version: string };
}

/** What clients read of a session; where it runs, also its transport and its tracks. */
export interface DescribedSession
  extends CreatedSession, Partial<Pick<SessionDescriptor, 'selected_transport' | 'capabilities'>> {
  /** ISO 8601, as the next one. */
  readonly created_at: string;
  readonly ended_at?: string;
  readonly end_reason?: string;
  readonly end_message?: string;
}

export function describeCreated(id: string, model: string, cluster: string): CreatedSession {
  return {
    session_id: id,
    state: 'CREATED',
    cluster,
    model: { name: model },
    server_info: { server_version: VERSION },
  };
}

/** @param model of the session */
export function describeRecord(record: SessionRecord, model: LocalModel, cluster: string): DescribedSession {
  const { id, session, end, createdAt } = record;
  const running = session?.isRunning === true ? model.descriptor(session) : undefined;
  return {
    ...describeCreated(id, record.model, cluster),
    state: session === undefined ? 'CLOSED' : stateOf(session),
    ...(running === undefined
      ? {}
      : { selected_transport: running.selected_transport, capabilities: running.capabilities }),
    created_at: createdAt.toISOString(),
    ...(end === undefined ? {} : { ended_at: end.at.toISOString(), end_reason: end.reason }),
    ...(end?.message === undefined ? {} : { end_message: end.message }),
  };
}

function stateOf({ phase }: Session): CloudState {
  switch (phase) {
    case 'waiting':
      return 'WAITING';
    case 'streaming':
      return 'ACTIVE';
    case 'orphaned':
      return 'SUSPENDED';
    case 'closing':
      return 'INACTIVE';
    case 'ended':
      return 'CLOSED';
  }
}
