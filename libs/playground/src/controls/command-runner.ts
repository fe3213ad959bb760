import { type ReadonlySignal, signal } from '@preact/signals';
import {
  type ClientError,
  type CommandValues,
  type ModelMessage,
  type ReactorClient,
  toClientError,
} from '@nestjs-reactor/client';

/** Result of a command. */
export type Outcome =
  | { readonly ok: true; readonly reply: ModelMessage | undefined }
  | {
      readonly ok: false;
      readonly code: string;
      /** By field; under '' what concerns none of them. */
      readonly errors: ReadonlyMap<string, string>;
    };

/** Sends commands over whichever connection is live, and measures how long the model takes to apply them. */
export class CommandRunner {
  private readonly tookMs = signal<number | undefined>(undefined);

  constructor(
    private readonly client: Pick<ReactorClient, 'command'>,
    private readonly onReply: (reply: ModelMessage, command: string) => void,
  ) {}

  /** From the last command sent to its answer, uploads not counted. Milliseconds. */
  get latency(): ReadonlySignal<number | undefined> {
    return this.tookMs;
  }

  /** Never rejects. */
  async run(command: string, values: CommandValues): Promise<Outcome> {
    try {
      const { message, latencyMs } = await this.client.command(command, values);
      this.tookMs.value = latencyMs;
      if (message !== undefined) this.onReply(message, command);
      return { ok: true, reply: message };
    } catch (error) {
      const refusal = toClientError(error);
      return { ok: false, code: refusal.code, errors: errorsOf(refusal, command) };
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
