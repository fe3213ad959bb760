import { type ReadonlySignal, signal } from '@preact/signals';
import { ClientError } from '../client/client-error.js';
import type { Connection, ModelMessage } from '../client/connection.js';
import type { ReactorApi } from '../client/reactor-api.js';
import { toClientError } from '../client/signaling-socket.js';

/** Result of a command. */
export type Outcome =
  | { readonly ok: true; readonly reply: ModelMessage | undefined }
  | {
      readonly ok: false;
      readonly code: string;
      /** By field; under '' what concerns none of them. */
      readonly errors: ReadonlyMap<string, string>;
    };

/** Values by field; a `File` is uploaded first, and undefined is not sent. */
export type Values = Readonly<Record<string, unknown>>;

/** Sends commands over whichever connection is live, and measures how long the model takes to apply them. */
export class CommandRunner {
  private readonly tookMs = signal<number | undefined>(undefined);

  constructor(
    private readonly connection: () => Connection | undefined,
    private readonly api: Pick<ReactorApi, 'upload'>,
    private readonly onReply: (reply: ModelMessage, command: string) => void,
  ) {}

  /** From the last command sent to its answer, uploads not counted. Milliseconds. */
  get latency(): ReadonlySignal<number | undefined> {
    return this.tookMs;
  }

  /** Never rejects. */
  async run(command: string, values: Values): Promise<Outcome> {
    try {
      const connection = this.connection();
      if (connection === undefined) throw ClientError.own('not_connected', 'not connected; it was not sent');
      const given = Object.entries(values).filter(([, value]) => value !== undefined);
      const files = given.filter((entry): entry is [string, File] => entry[1] instanceof File);
      const args = Object.fromEntries(given.filter(([, value]) => !(value instanceof File)));
      const uploads = await Promise.all(files.map((entry) => this.upload(connection, ...entry)));
      const sentMs = performance.now();
      const reply = await connection.command(command, args, Object.fromEntries(uploads));
      this.tookMs.value = performance.now() - sentMs;
      if (reply !== undefined) this.onReply(reply, command);
      return { ok: true, reply };
    } catch (error) {
      const refusal = toClientError(error);
      return { ok: false, code: refusal.code, errors: errorsOf(refusal, command) };
    }
  }

  private async upload(connection: Connection, field: string, file: File) {
    try {
      return [field, await this.api.upload(connection.session.session_id, file)] as const;
    } catch (error) {
      const { code, message } = toClientError(error);
      throw new ClientError(code, message, { field });
    }
  }
}

function errorsOf({ message, details }: ClientError, command: string): ReadonlyMap<string, string> {
  if (details.fields !== undefined && details.fields.length > 0) {
    return new Map(details.fields.map((problem) => [problem.field, problem.message]));
  }
  // The command's name is already shown above its control.
  const short = message.startsWith(`${command}: `) ? message.slice(command.length + 2) : message;
  return new Map([[details.field ?? '', short]]);
}
