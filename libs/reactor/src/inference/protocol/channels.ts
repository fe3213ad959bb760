import type { HostMessage } from './host-messages.js';
import type { WorkerMessage } from './worker-messages.js';

/** The worker's end of its channel. Messages arrive in the order they were posted. */
export interface HostChannel {
  /** Takes ownership of the message's parts. */
  post(message: WorkerMessage): void;
}

/** The host's end of the channel to one worker. */
export interface WorkerChannel {
  /** Takes ownership of the message's parts. Posting to a worker that has ended does nothing. */
  post(message: HostMessage): void;
  /** Terminates the worker at once. Resolves when it has ended and nothing of it is left. */
  terminate(): Promise<void>;
}

/** Events of a channel for the host that opened it. */
export interface WorkerChannelEvents {
  /** Its shape is checked, and each picture has its bytes in a part. */
  message(message: WorkerMessage): void;
  /** The worker sent something that is not of the protocol: the host terminates it. */
  failed(cause: string): void;
  /** The worker has ended; emitted once, also after `terminate`. */
  ended(cause: string): void;
}
