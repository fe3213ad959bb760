/** A command, and where it would be run. */
export interface CommandRequest {
  readonly model: string;
  readonly sessionId: string;
  readonly connectionId: number;
  /** Its name, unchecked. */
  readonly command: string;
}

/**
 * May the client that made this connection send the command? Throws, or rejects with, what it is refused with.
 *
 * @returns undefined where the answer is there at once: it may
 */
export type MayCommand = (request: CommandRequest) => Promise<void> | undefined;

/** Asks for one client's commands. Answers may come in any order; commands go on in the order that they came in. */
export class CommandAuthorization {
  /** Settles, and never rejects, when the command before goes on or is refused. */
  private before: Promise<unknown> | undefined;

  constructor(private readonly mayCommand: (command: string) => Promise<void> | undefined) {}

  /** @returns undefined where the command may go on at once; rejects, or throws, with what it is refused with */
  check(command: string): Promise<void> | undefined {
    const answer = this.mayCommand(command);
    const { before } = this;
    if (answer === undefined && before === undefined) return undefined;
    // Whoever waits for the one before must not leave a refusal unheard.
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
