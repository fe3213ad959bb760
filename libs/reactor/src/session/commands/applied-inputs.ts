import { checkCommand, type ModelManifest } from '../../contract/index.js';
import type { CommandCall, CommandOutcome, InputChange } from '../ports/index.js';

/** Sends one command to the worker that is to have the values. */
export type RestoreCall = (call: CommandCall) => Promise<CommandOutcome>;

/**
 * What the clients of one session have set, as the commands that set it again: in a worker that starts in the place of
 * a lost one, or with a new version of the model.
 */
export class AppliedInputs {
  /** By input, in the order in which they were set last. */
  private readonly calls = new Map<string, CommandCall>();

  /** A command was applied; one that sets no input is not repeated. */
  command({ inputs }: ModelManifest, call: CommandCall): void {
    const input = inputs.find(({ command }) => command === call.command.name);
    if (input !== undefined) this.keep(input.name, call);
  }

  /** Fields of the state have other values. Those that a client's command changed count as set by it. */
  changed({ inputs }: ModelManifest, changes: readonly InputChange[]): void {
    for (const { name, value, withheld, clientId } of changes) {
      const input = inputs.find((one) => one.name === name);
      if (clientId === undefined || withheld !== undefined || input?.command === undefined || input.file) continue;
      const command = { name: input.command, args: { [name]: value }, uploads: {} };
      this.keep(name, { clientId, command, files: {} });
    }
  }

  /**
   * Sends them again.
   * @returns the inputs whose values the worker's manifest, or the author's rules, refused
   */
  async restore(send: RestoreCall, manifest: ModelManifest): Promise<readonly string[]> {
    const dropped: string[] = [];
    // A copy: the worker reports the values while they are sent, which counts as set by their client.
    const kept = [...this.calls];
    for (const [name, { clientId, command, files }] of kept) {
      try {
        const checked = checkCommand(manifest, command.name, command.args, command.uploads);
        const outcome = await send({ clientId, command: checked, files });
        if (outcome.ok) continue;
        // The next worker gets them.
        if (outcome.code === 'worker_lost') return dropped;
      } catch {
        // Refused by its schema: it is reported with the others.
      }
      this.calls.delete(name);
      dropped.push(name);
    }
    return dropped;
  }

  private keep(name: string, call: CommandCall): void {
    this.calls.delete(name);
    this.calls.set(name, call);
  }
}
