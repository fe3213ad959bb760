import type { ModelMessage } from './model-message.js';

/** One client of the session, as the model sees it. */
export class Client {
  constructor(
    readonly id: number,
    /** When it joined: monotonic milliseconds of the server's clock. */
    readonly joinedAtMs: number,
    private readonly deliver: (message: ModelMessage) => void,
  ) {}

  /** Sends to this client alone. Sending to one that has left is no error: the message is dropped. */
  send(message: ModelMessage): void {
    this.deliver(message);
  }
}
