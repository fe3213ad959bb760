export { MessageRate } from '../limits/message-rate.js';
export { type AuthorizedAction, ROLE_OF_ACTION } from './access/authorized-action.js';
export { TokenBucket } from '../limits/token-bucket.js';
export { ExpiryTimer } from './access/expiry-timer.js';
export { checkPermission, EXPIRED_MESSAGE, type Wanted } from './access/permission.js';
export type { Principal } from './access/principal.js';
export type { HandOver } from './access/seats.js';
export type { SessionLimit } from './lifecycle/session-limit.js';
export { checkSessionAccess, isPrivate, relationTo } from './access/session-access.js';
export type { CommandFact, CommandTimes } from './commands/command-fact.js';
export type { ConnectionOwner } from './connection/connection-owner.js';
export type { OfferRequest } from './connection/offer-request.js';
export type { SocketWire } from './connection/participant.js';
export type { ConnectionStatistics, SessionStatistics } from './connection/session-statistics.js';
export { MediaEngines } from './output/media-engines.js';
export type { SinkDropCause } from './output/sink-lane.js';
export { SessionConnection } from './connection/session-connection.js';
export { iceServersNow } from './connection/turn-credentials.js';
export { closingStep } from './lifecycle/closing-step.js';
export type { EndNotice } from './lifecycle/end-notice.js';
export type {
  CommandVerdict,
  DropCause,
  InputDrop,
  InputDropCause,
  Measurement,
  RestreamState,
  SignalingDrop,
  WorkerStats,
} from './lifecycle/measurement.js';
export { type Edge, RefusalCounter } from './lifecycle/refusal-counter.js';
export type { SessionEnding, SessionEvents } from './lifecycle/session-events.js';
export type { CommandRefusal } from './lifecycle/session-observer.js';
export type { EndReason, SessionPhase } from './lifecycle/session-state.js';
export { Session, type SessionStarter, type StopRequest } from './lifecycle/session.js';
export {
  DEFAULT_SESSION_OPTIONS,
  mergeSessionOptions,
  SESSION_OPTIONS,
  type SessionOptions,
} from './lifecycle/session.options.js';
export type { InstanceState } from './model/instance-state.js';
export { ModelInstance } from './model/model-instance.js';
export { Model, type ModelOptions } from './model/model.js';
export { drainNotice } from './model/session-notice.js';
export { LocalSessionDirectory, type SessionDirectory } from './model/session-directory.js';
export * from './ports/index.js';
