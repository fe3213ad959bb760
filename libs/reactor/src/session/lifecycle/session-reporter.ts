import type { Logger } from '@nestjs/common';
import type { ModelContract } from '../../contract/index.js';
import { type LogFields, LogLine, LogRateLimiter, stackOf } from '../../logging/index.js';
import type { JournalDetail } from './journal-detail.js';
import type { Measurement } from './measurement.js';
import type { CommandRefusal, SessionObserver } from './session-observer.js';
import type { SessionMachine } from './session-machine.js';

/** Characters of an error text on one log line: it may name as many fields as the client sent. */
const MAX_TEXT = 500;

/** Outputs of a reporter. */
export interface ReportParts {
  readonly sessionId: string;
  readonly contract: ModelContract;
  readonly machine: SessionMachine;
  readonly detail: JournalDetail;
  readonly logger: Logger;
  readonly measured: (measurement: Measurement) => void;
}

/** Turns the facts of one session into state transitions, journal entries, log lines and measurements. */
export class SessionReporter implements SessionObserver {
  private readonly refusals = new LogRateLimiter();

  constructor(private readonly parts: ReportParts) {}

  opened(connectionId: number): void {
    this.parts.logger.log(this.line('client joined', connectionId));
    this.parts.machine.apply('connection_opened', { conn_id: connectionId });
  }

  closed(connectionId: number, cause: string): void {
    this.parts.logger.log(this.line(`client left: ${cause}`, connectionId));
    this.parts.machine.apply('connection_closed', { conn_id: connectionId });
  }

  answered(connectionId: number, sdp: string): void {
    this.parts.machine.apply('connection_answered', this.parts.detail.answered(connectionId, sdp));
  }

  commandAccepted(connectionId: number, name: string, args: Readonly<Record<string, unknown>>): void {
    this.parts.machine.apply('command', this.parts.detail.command(connectionId, name, this.withoutSecrets(name, args)));
  }

  commandRejected(connectionId: number, name: string, refusal: CommandRefusal): void {
    const declared = this.parts.contract.commands.has(name);
    this.note(
      connectionId,
      refusal,
      this.parts.detail.commandRejected(connectionId, name, declared, refusal),
      declared ? name : undefined,
    );
  }

  commandFailed(connectionId: number, name: string, refusal: CommandRefusal, requestId: string | undefined): void {
    this.note(connectionId, refusal, this.parts.detail.commandFailed(connectionId, refusal, requestId), name);
  }

  refused(connectionId: number, { code, message, cause }: CommandRefusal): void {
    this.note(connectionId, { code, message, cause }, this.parts.detail.refused(connectionId, code, message));
  }

  unknownMessage(connectionId: number, what: string, said: boolean): void {
    this.measured({ kind: 'unknownMessage' });
    if (said) return;
    const text = `the client sends messages that this server does not know (${what}); they are ignored`;
    this.parts.logger.debug(this.line(text, connectionId));
  }

  measured(measurement: Measurement): void {
    this.parts.measured(measurement);
  }

  private withoutSecrets(name: string, args: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const secrets = this.parts.contract.commands.get(name)?.fields.filter(({ options }) => options.secret) ?? [];
    const hidden = secrets.filter((field) => Object.hasOwn(args, field.name)).map((field) => [field.name, '(secret)']);
    return { ...args, ...Object.fromEntries(hidden) };
  }

  private note(
    connectionId: number,
    { code, message, field, cause }: CommandRefusal,
    detail: Readonly<Record<string, unknown>>,
    command?: string,
  ): void {
    // Knowing the id of an upload allows writing the file, so it is not logged.
    const text = code === 'unresolved_upload' ? 'refused: an upload could not be resolved' : `refused: ${message}`;
    this.refusals.pass((unlogged) =>
      this.parts.logger.warn(
        this.line(text.slice(0, MAX_TEXT), connectionId, { code, command, field, unlogged }),
        stackOf(cause),
      ),
    );
    this.measured({ kind: 'refused', code });
    this.parts.machine.apply('error', detail);
  }

  private line(message: string, client: number, more: LogFields = {}): LogLine {
    return new LogLine(message, { session: this.parts.sessionId, client, ...more });
  }
}
