import { inspect } from 'node:util';

/** Facts of one log line by name. Undefined ones are omitted. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * A message with its facts, to be passed to any Nest logger in place of the message. {@link ReactorLogger} writes the
 * facts as separate fields; other loggers append them to the message as `key=value`.
 */
export class LogLine {
  constructor(
    readonly message: string,
    readonly fields: LogFields,
  ) {}

  toString(): string {
    return `${this.message}${fieldsText(this.fields)}`;
  }

  /** What Nest's console logger prints. */
  [inspect.custom](): string {
    return this.toString();
  }

  toJSON(): Record<string, unknown> {
    return { message: this.message, ...this.fields };
  }
}

/** ` key=value` for each fact, or nothing. */
export function fieldsText(fields: LogFields): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}=${quoted(String(value))}`)
    .join('');
}

/** Quoted where the end of the value would be ambiguous. */
function quoted(value: string): string {
  return value === '' || /[\s="\p{Cc}]/u.test(value) ? JSON.stringify(value) : value;
}
