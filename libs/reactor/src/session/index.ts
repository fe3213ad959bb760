export { MessageRate } from '../limits/message-rate.js';
export { type AuthorizedAction, ROLE_OF_ACTION } from './access/authorized-action.js';
export { ExpiryTimer } from './access/expiry-timer.js';
export { checkPermission, EXPIRED_MESSAGE, type Wanted } from './access/permission.js';
export { type Principal, type Role, ROLES } from './access/principal.js';
export type { ConnectionOwner } from './connection/connection-owner.js';
export type { OfferRequest } from './connection/connection-peer.js';
export { JournalDetail } from './lifecycle/journal-detail.js';
export type {
  CommandVerdict,
  DropCause,
  InputDrop,
  InputDropCause,
  Measurement,
  SignalingDrop,
  WorkerStats,
} from './lifecycle/measurement.js';
export type { ModelHealth } from './model/model-health.js';
export { ModelRuntime } from './model/model-runtime.js';
export * from './ports/index.js';
export type { SocketWire } from './connection/participant.js';
export { SessionConnection } from './connection/session-connection.js';
export { type JournalEntry, SessionJournal } from './lifecycle/session-journal.js';
export type { EndNotice } from './lifecycle/end-notice.js';
export type { EndReason, SessionEvent, SessionState, Transition } from './lifecycle/session-state.js';
export { type Edge, RefusalCounter } from './lifecycle/refusal-counter.js';
export { describeTracks } from './lifecycle/session-descriptor.js';
export { Session } from './lifecycle/session.js';
export {
  DEFAULT_SESSION_OPTIONS,
  mergeSessionOptions,
  SESSION_OPTIONS,
  type SessionOptions,
} from './lifecycle/session.options.js';
export { TokenBucket } from '../limits/token-bucket.js';
export { SessionService } from './model/session.service.js';
