import type { Provider } from '@nestjs/common';
import { SessionPlacement } from '../placement/index.js';
import { LocalQueueStore, QueueStore } from './queue-store.js';
import { QueuedPlacement } from './queued-placement.js';
import { TicketSessions } from './ticket-sessions.js';
import { WaitingRoom } from './waiting-room.js';

export { QueueStore } from './queue-store.js';
export type { TicketView } from './queue/visitor-queue.js';
export { TicketSessions } from './ticket-sessions.js';
export { visitorOf } from './visitor-name.js';
export {
  DEFAULT_WAITING_OPTIONS,
  mergeWaitingOptions,
  WAITING_OPTIONS,
  type WaitingOptions,
} from './waiting.options.js';
export { type QueueSummary, WaitingRoom } from './waiting-room.js';

/** The waiting room, which stands in front of the plain placement. */
export const waitingProviders: readonly Provider[] = [
  { provide: SessionPlacement, useClass: QueuedPlacement },
  { provide: QueueStore, useClass: LocalQueueStore },
  WaitingRoom,
  TicketSessions,
];
