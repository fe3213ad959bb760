import { checkWorkerMessage } from '../protocol/check-worker-message.js';
import type { WorkerChannelEvents } from '../protocol/channels.js';

/** Passes on what a worker sent, where it is a message of the protocol. */
export function receiveChecked(value: unknown, events: WorkerChannelEvents): void {
  let message;
  try {
    message = checkWorkerMessage(value);
  } catch (error) {
    events.failed(`it sent ${error instanceof Error ? error.message : String(error)}`);
    return;
  }
  events.message(message);
}
