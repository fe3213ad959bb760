import { checkCommand, fieldSetBy, inputsOf, type ModelContract } from '../../contract/index.js';
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
  command(contract: ModelContract, call: CommandCall): void {
    const command = contract.commands.get(call.command.name);
    const field = command === undefined ? undefined : fieldSetBy(command);
    if (field !== undefined) this.keep(field.name, call);
  }

  /** Fields of the state have other values. Those that a client's command changed count as set by it. */
  changed(contract: ModelContract, changes: readonly InputChange[]): void {
    const inputs = inputsOf(contract);
    for (const { name, value, withheld, clientId } of changes) {
      const input = inputs.get(name);
      if (clientId === undefined || withheld !== undefined || input === undefined || input.field.kind === 'file')
        continue;
      const command = { name: `set_${name}`, args: { [name]: value }, uploads: {} };
      if (contract.commands.has(command.name)) this.keep(name, { clientId, command, files: {} });
    }
  }

  /**
   * Sends them again.
   * @returns the inputs whose values the worker's contract, or the author's rules, refused
   */
  async restore(send: RestoreCall, contract: ModelContract): Promise<readonly string[]> {
    const dropped: string[] = [];
    for (const [name, { clientId, command, files }] of this.calls) {
      try {
        const checked = checkCommand(contract, command.name, command.args, command.uploads);
        const outcome = await send({ clientId, command: checked, files });
        if (outcome.ok) continue;
      } catch {
        // Refused by the contract: it is reported with the others.
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
