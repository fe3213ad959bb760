export { MessageRate } from './message-rate.js';
export type { MayCommand } from './command-authorization.js';
export type { ConnectionOwner } from './connection-owner.js';
export type { OfferRequest } from './connection-peer.js';
export { JournalDetail } from './journal-detail.js';
export type {
  CommandVerdict,
  DropCause,
  InputDrop,
  InputDropCause,
  Measurement,
  SignalingDrop,
  WorkerStats,
} from './measurement.js';
export type { ModelHealth } from './model-health.js';
export { ModelRuntime } from './model-runtime.js';
export * from './ports/index.js';
export type { SocketWire } from './session-client.js';
export { SessionConnection } from './session-connection.js';
export { type JournalEntry, SessionJournal } from './session-journal.js';
export type { EndNotice } from './end-notice.js';
export type { EndReason, SessionEvent, SessionState, Transition } from './session-state.js';
export { type Edge, RefusalTally } from './refusal-tally.js';
export { describeTracks } from './session-descriptor.js';
export { Session } from './session.js';
export {
  DEFAULT_SESSION_OPTIONS,
  mergeSessionOptions,
  SESSION_OPTIONS,
  type SessionOptions,
} from './session.options.js';
export { TokenBucket } from './token-bucket.js';
export { SessionService } from './session.service.js';
