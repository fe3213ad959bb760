import type { FanoutLine, FanoutThreadEvents } from './fanout-thread.js';
import type { HubCommand } from './worker/messages.js';

/** A fan-out thread that takes every offer and answers with it, until it ends. */
export class FakeLine implements FanoutLine {
  readonly posted: HubCommand[] = [];
  closed = false;
  /** Requests are left without an answer. */
  silent = false;
  private readonly rejects = new Set<(error: Error) => void>();

  constructor(readonly events: FanoutThreadEvents) {}

  post(command: HubCommand): void {
    this.posted.push(command);
  }

  request: FanoutLine['request'] = (command, type) => {
    this.posted.push({ ...command, request: 0 });
    if (this.silent) return new Promise((_resolve, reject) => this.rejects.add(reject));
    const open = [{ address: '127.0.0.1', port: 5000 }];
    const sdp = 'sdp' in command ? command.sdp : '';
    return Promise.resolve({ type, request: 0, open, failed: [], sdp, stats: undefined } as never);
  };

  async close(): Promise<void> {
    this.closed = true;
  }

  /** As a thread that crashes. */
  end(): void {
    for (const reject of this.rejects) reject(new Error('ended'));
    this.events.ended('a trap');
  }

  /** Types of what it was sent. */
  get types(): readonly string[] {
    return this.posted.map(({ type }) => type);
  }
}
