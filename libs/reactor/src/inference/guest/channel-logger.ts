import type { LoggerService } from '@nestjs/common';
import { FRAMEWORK_CONTEXTS, readLogCall } from '../../logging/index.js';
import type { HostChannel } from '../protocol/channels.js';
import { MAX_LOG_TEXT } from '../protocol/protocol-limits.js';
import type { LogLevel } from '../protocol/worker-messages.js';

/** Nest's own error for a context that cannot be created; the guest reports its own, with this as the cause. */
const EXCEPTION_HANDLER = 'ExceptionHandler';

/** Forwards the worker's log lines to the server's logger, so that there is one log with one format and level. */
export class ChannelLogger implements LoggerService {
  /** @param session id of the running one, if any */
  constructor(
    private readonly port: HostChannel,
    private readonly session: () => string | undefined,
  ) {}

  verbose(message: unknown, ...rest: unknown[]): void {
    this.forward('verbose', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.forward('debug', message, rest);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.forward('log', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.forward('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.forward('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.forward('fatal', message, rest);
  }

  private forward(level: LogLevel, message: unknown, rest: unknown[]): void {
    const { text, context, stack, fields } = readLogCall(message, rest);
    this.port.post({
      type: 'log',
      level: isDetail(level, context) ? 'debug' : level,
      text: truncated(text),
      ...(context === undefined ? {} : { context }),
      ...(stack === undefined ? {} : { stack: truncated(stack) }),
      fields: { ...fields, session: this.session() },
    });
  }
}

/** The rest of a long text is cut off, with a note. */
function truncated(text: string): string {
  const more = text.length - MAX_LOG_TEXT;
  return more > 0 ? `${text.slice(0, MAX_LOG_TEXT)}… (${more} more characters)` : text;
}

function isDetail(level: LogLevel, context: string | undefined): boolean {
  if (context === undefined) return false;
  return context === EXCEPTION_HANDLER || (level === 'log' && FRAMEWORK_CONTEXTS.has(context));
}
