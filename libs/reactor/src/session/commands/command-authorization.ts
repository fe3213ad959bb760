/** A command and its model. */
export interface CommandRequest {
  readonly model: string;
  readonly sessionId: string;
  readonly connectionId: number;
  /** Its name, unchecked. */
  readonly command: string;
}

/**
 * May the client that made this connection send the command? Throws, or rejects with, the refusal.
 *
 * @returns undefined where it is allowed at once
 */
export type MayCommand = (request: CommandRequest) => Promise<void> | undefined;

/**
 * Authorizes one client's commands. Answers may arrive in any order; commands continue in the order in which they
 * arrived.
 */
export class CommandAuthorization {
  /** Settles, and never rejects, when the previous command continues or is refused. */
  private before: Promise<unknown> | undefined;

  constructor(private readonly mayCommand: (command: string) => Promise<void> | undefined) {}

  /** @returns undefined where the command may continue at once; rejects, or throws, with the refusal */
  check(command: string): Promise<void> | undefined {
    const answer = this.mayCommand(command);
    const { before } = this;
    if (answer === undefined && before === undefined) return undefined;
    // While it waits for the previous one, a rejection must not stay unhandled.
    answer?.catch(() => undefined);
    const turn = Promise.resolve(before).then(() => answer);
    const settled: Promise<unknown> = turn
      .catch(() => undefined)
      .then(() => {
        if (this.before === settled) this.before = undefined;
      });
    this.before = settled;
    return turn;
  }
}
