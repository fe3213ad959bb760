import { inspect } from 'node:util';
import { type LogFields, LogLine } from './log-line.js';

/** One call of a Nest logger, its arguments parsed. */
export interface LogCall {
  readonly text: string;
  readonly context: string | undefined;
  readonly stack: string | undefined;
  readonly fields: LogFields;
}

/** Nest passes the context last, and for errors the stack before it; plain objects among the rest become fields. */
export function readLogCall(message: unknown, rest: readonly unknown[]): LogCall {
  const context = rest.at(-1);
  const parts = typeof context === 'string' ? rest.slice(0, -1) : [...rest];
  const error = [message, ...parts].find((part) => part instanceof Error);
  const texts: string[] = [textOf(message)];
  let fields: LogFields = message instanceof LogLine ? message.fields : {};
  for (const part of parts) {
    if (part === undefined || isStack(part)) continue;
    if (isPlainObject(part)) fields = { ...fields, ...fieldsOf(part) };
    else texts.push(textOf(part));
  }
  return {
    text: texts.join(' '),
    context: typeof context === 'string' ? context : undefined,
    stack: parts.find(isStack) ?? stackOf(error),
    fields,
  };
}

function textOf(part: unknown): string {
  if (typeof part === 'string') return part;
  if (part instanceof LogLine || part instanceof Error) return part.message;
  return inspect(part, { depth: 4 });
}

function isStack(part: unknown): part is string {
  return typeof part === 'string' && /\n\s+at /.test(part);
}

/** Error text for a log line. */
export function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The stack with those of its causes. */
export function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const cause = stackOf(error.cause);
  return cause === undefined ? error.stack : `${error.stack}\ncaused by: ${cause}`;
}

/** The same as further arguments of a warning: Nest's own logger prints whatever it is given there, undefined too. */
export function stacksOf(error: unknown): string[] {
  const stack = stackOf(error);
  return stack === undefined ? [] : [stack];
}

function isPlainObject(part: unknown): part is Record<string, unknown> {
  return typeof part === 'object' && part !== null && Object.getPrototypeOf(part) === Object.prototype;
}

function fieldsOf(object: Record<string, unknown>): LogFields {
  return Object.fromEntries(
    Object.entries(object)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([key, value]) => [key, isPrimitive(value) ? value : inspect(value, { depth: 2, breakLength: Infinity })]),
  );
}

function isPrimitive(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
