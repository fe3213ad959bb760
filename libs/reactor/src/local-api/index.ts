export type { ContractState, SessionEvent, Transition } from './contract-state.js';
export { JournalDetail } from './journal-detail.js';
export { LocalConnections } from './local-connections.js';
export { type BeginRequest, LocalModel, type StartRequest } from './local-model.js';
export type { ModelHealth } from './model-health.js';
export { describeTracks } from './session-descriptor.js';
export { type JournalEntry, SessionJournal } from './session-journal.js';
export { SessionService } from './session.service.js';
