import type { InputValue } from '@nestjs-reactor/protocol';
import { type ClientError, toClientError } from './client-error.js';
import type { Connection } from './connection/connection.js';
import type { CommandValues } from './connection/model-message.js';

/** A setting that the session which replaces another one did not take. */
export interface LostSetting {
  /** The input, which has its default now. */
  readonly input: string;
  readonly value: unknown;
  readonly error: ClientError;
}

type Joined = Pick<Connection, 'session' | 'entry' | 'inputs' | 'command'>;

/**
 * What people have set in a session. The client that starts the next one, because this one ended without anybody's doing,
 * sets it again there. What the model had set itself is not among it: it does that again.
 */
export class Settings {
  private readonly values = new Map<string, unknown>();
  private sessionId: string | undefined;
  private unfollow: () => void = () => {};

  constructor(private readonly onLost: (lost: LostSetting) => void) {}

  /** Follows the inputs of the joined session. */
  enter(connection: Joined): void {
    this.leave();
    const { session, entry, inputs } = connection;
    const replaces = entry === 'replaced';
    if (session.session_id !== this.sessionId && !replaces) this.values.clear();
    this.sessionId = session.session_id;
    const before = replaces ? [...this.values] : [];
    const seen = new Map<string, InputValue>();
    const take = (all: ReadonlyMap<string, InputValue>): void => {
      for (const [name, input] of all) {
        if (seen.get(name) !== input) this.follow(input);
        seen.set(name, input);
      }
    };
    this.unfollow = inputs.subscribe(take);
    take(inputs.value);
    for (const [input, value] of before) void this.restore(connection, input, value);
  }

  /** Keeps what was set. */
  leave(): void {
    this.unfollow();
    this.unfollow = () => {};
  }

  /** The model took a command of this client. A file is known here alone: the server reports its name. */
  applied(command: string, values: CommandValues): void {
    for (const [name, value] of Object.entries(values)) {
      if (command === `set_${name}` && value !== undefined) this.values.set(name, value);
    }
  }

  private follow({ name, value, withheld, changed_by }: InputValue): void {
    // As the session began: nobody has set it here, or what is to be set again is on its way.
    if (changed_by === undefined) return;
    if (changed_by !== 'model' && withheld === undefined && !isFile(value)) this.values.set(name, value);
    else if (changed_by !== 'you') this.values.delete(name);
  }

  private async restore(connection: Joined, input: string, value: unknown): Promise<void> {
    try {
      await connection.command(`set_${input}`, { [input]: value });
      this.values.set(input, value);
    } catch (thrown) {
      const error = toClientError(thrown);
      // With the next connection it is tried again.
      if (error.code === 'socket_closed') return;
      this.values.delete(input);
      this.onLost({ input, value, error });
    }
  }
}

/** As the server reports one: the bytes are with the client that sent it. */
function isFile(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'mime_type' in value && 'name' in value && 'size' in value;
}
