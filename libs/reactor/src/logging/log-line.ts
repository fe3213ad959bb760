import { inspect } from 'node:util';

/** Facts of one log line by name. Undefined ones are left out. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * A message with its facts beside it, to be handed to any Nest logger in the message's place. {@link ReactorLogger}
 * writes the facts as fields of their own; other loggers write them behind the message, as `key=value`.
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

/** In quotes wherever a reader could not tell where the value ends. */
function quoted(value: string): string {
  return value === '' || /[\s="\p{Cc}]/u.test(value) ? JSON.stringify(value) : value;
}
