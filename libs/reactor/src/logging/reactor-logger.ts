import type { LoggerService, LogLevel } from '@nestjs/common';
import { readLogCall, type LogCall } from './log-call.js';
import { FRAMEWORK_CONTEXTS } from './framework-contexts.js';
import { ignoreLostReader } from './ignore-lost-reader.js';
import { fieldsText } from './log-line.js';

/** Options of a {@link ReactorLogger}. */
export interface ReactorLoggerOptions {
  /**
   * `text` for people, `json` for machines: one object a line.
   * @defaultValue 'text'
   */
  readonly format?: 'text' | 'json';
  /**
   * The least important level that is written.
   * @defaultValue 'log'
   */
  readonly level?: LogLevel;
  /**
   * Writes one record, including its line break.
   * @defaultValue the process's standard error; a line that cannot be written there is lost, and the process keeps
   *   running
   */
  readonly write?: (record: string) => void;
}

/** From the least important to the most, with the names that are written. */
const LEVELS: Readonly<Record<LogLevel, string>> = {
  verbose: 'DEBUG',
  debug: 'DEBUG',
  log: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
  fatal: 'CRITICAL',
};

/** Keys that a fact must not replace. */
const ENVELOPE: ReadonlySet<string> = new Set(['ts', 'level', 'logger', 'msg', 'exc_info']);

/**
 * Writes one record a line: `2026-01-31T12:00:00.000Z INFO Sunny: message key=value`, or the same as a JSON object with
 * the keys `ts`, `level`, `logger`, `msg`, one for each fact, and `exc_info` where there is a stack. In text a stack
 * follows on lines of its own.
 *
 * Nest's own start-up lines count as details, with level `debug`.
 *
 * Line breaks and control characters of a message are escaped, so that no input can forge a record.
 */
export class ReactorLogger implements LoggerService {
  private readonly json: boolean;
  private readonly write: (record: string) => void;
  private enabled: ReadonlySet<LogLevel>;

  constructor(options: ReactorLoggerOptions = {}) {
    this.json = options.format === 'json';
    this.write = options.write ?? toStandardError();
    const levels = Object.keys(LEVELS) as LogLevel[];
    this.enabled = new Set(levels.slice(levels.indexOf(options.level ?? 'log')));
  }

  /** Writes these levels only. */
  setLogLevels(levels: LogLevel[]): void {
    this.enabled = new Set(levels);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.record('verbose', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.record('debug', message, rest);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.record('log', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.record('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.record('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.record('fatal', message, rest);
  }

  private record(level: LogLevel, message: unknown, rest: unknown[]): void {
    if (!this.enabled.has(level)) return;
    const call = readLogCall(message, rest);
    const isDetail = level === 'log' && call.context !== undefined && FRAMEWORK_CONTEXTS.has(call.context);
    if (isDetail && !this.enabled.has('debug')) return;
    const ts = new Date().toISOString();
    const name = LEVELS[isDetail ? 'debug' : level];
    this.write(`${this.json ? asJson(ts, name, call) : asText(ts, name, call)}\n`);
  }
}

function toStandardError(): (record: string) => void {
  ignoreLostReader(process.stderr);
  return (record) => process.stderr.write(record);
}

function asText(ts: string, level: string, { text, context, stack, fields }: LogCall): string {
  const line = `${ts} ${level} ${context ?? 'app'}: ${escaped(text)}${fieldsText(fields)}`;
  return stack === undefined ? line : `${line}\n${stack}`;
}

function asJson(ts: string, level: string, { text, context, stack, fields }: LogCall): string {
  const own = Object.entries(fields).filter(([key]) => !ENVELOPE.has(key));
  return JSON.stringify({
    ts,
    level,
    logger: context ?? 'app',
    msg: text,
    ...Object.fromEntries(own),
    exc_info: stack,
  });
}

function escaped(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));
}
