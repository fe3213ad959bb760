import { inspect } from 'node:util';
import type { LoggerService } from '@nestjs/common';
import type { GuestPort, LogLevel } from './inference.messages.js';

/** Longest text of one log line that leaves the worker; the rest is cut, and says so. */
const MAX_TEXT = 16_384;

/** Nest's own words on building the worker's context; they are for debugging. */
const FRAMEWORK_CONTEXTS = new Set(['NestFactory', 'InjectorLogger', 'InstanceLoader']);

/** Takes the worker's log lines to the server's logger, so that there is one log with one format and one level. */
export class PortLogger implements LoggerService {
  /** @param session the id of the one that runs, if one does */
  constructor(
    private readonly port: GuestPort,
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

  /** Nest hands over the context last, and for errors the stack before it. */
  private forward(level: LogLevel, message: unknown, rest: unknown[]): void {
    const context = typeof rest.at(-1) === 'string' ? (rest.pop() as string) : undefined;
    const isStack = (part: unknown): part is string => typeof part === 'string' && /\n\s+at /.test(part);
    const stack = message instanceof Error ? message.stack : rest.find(isStack);
    const text = [
      message instanceof Error ? message.message : message,
      ...rest.filter((part) => part !== undefined && !isStack(part)),
    ]
      .map((part) => (typeof part === 'string' ? part : inspect(part, { depth: 4 })))
      .join(' ');
    this.port.post({
      type: 'log',
      level: level === 'log' && context !== undefined && FRAMEWORK_CONTEXTS.has(context) ? 'debug' : level,
      text: text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${text.length - MAX_TEXT} more characters)` : text,
      context,
      stack,
      session: this.session(),
    });
  }
}
