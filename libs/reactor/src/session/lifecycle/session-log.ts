import type { Logger } from '@nestjs/common';
import { type LogFields, LogLine, LogRateLimiter, stacksOf } from '../../logging/index.js';
import type { SessionEvents } from './session-events.js';
import type { CommandRefusal } from './session-observer.js';

/** Characters of an error text on one log line: it may name as many fields as the client sent. */
const MAX_TEXT = 500;

/** Writes the facts of one session to the log. */
export class SessionLog {
  private readonly refusals = new LogRateLimiter();

  /** @param isDeclared does the model have a command of this name? Another name is client input. */
  constructor(
    private readonly sessionId: string,
    private readonly logger: Logger,
    private readonly isDeclared: (command: string) => boolean,
  ) {}

  follow(events: SessionEvents): void {
    events.on('opened', (id) => this.logger.log(this.line('client joined', id)));
    events.on('closed', (id, cause) => this.logger.log(this.line(`client left: ${cause}`, id)));
    events.on('command', (fact) => {
      if (fact.verdict === 'applied') return;
      const { connectionId, name, refusal } = fact;
      this.refused(connectionId, refusal, this.isDeclared(name) ? name : undefined);
    });
    events.on('refused', (id, refusal) => this.refused(id, refusal));
    events.on('unknownMessage', (id, what, known) => {
      if (known) return;
      const text = `the client sends messages that this server does not know (${what}); they are ignored`;
      this.logger.debug(this.line(text, id));
    });
  }

  private refused(connectionId: number, { code, message, field, cause }: CommandRefusal, command?: string): void {
    // Knowing the id of an upload allows writing the file, so it is not logged.
    const text = code === 'unresolved_upload' ? 'refused: an upload could not be resolved' : `refused: ${message}`;
    this.refusals.pass((unlogged) =>
      this.logger.warn(
        this.line(text.slice(0, MAX_TEXT), connectionId, { code, command, field, unlogged }),
        ...stacksOf(cause),
      ),
    );
  }

  private line(message: string, client: number, more: LogFields = {}): LogLine {
    return new LogLine(message, { session: this.sessionId, client, ...more });
  }
}
