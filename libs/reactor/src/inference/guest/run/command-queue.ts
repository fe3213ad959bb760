import { CommandError } from '../../../authoring/index.js';
import { type CommandContract, encodeMessage, hydrateCommand } from '../../../contract/index.js';
import type { CommandCall, CommandOutcome } from '../../../session/ports/index.js';
import { describe, stackOf } from '../../../logging/index.js';
import type { ModelContext } from './model-context.js';
import { uploadedFileOf } from '../uploaded-file-of.js';

/** Callbacks of one call. */
export interface CallListener {
  /** The author's handler starts; called at most once, and not where only a value of the state is set. */
  started(): void;
  /** Called once. */
  done(outcome: CommandOutcome): void;
}

/** A call queued for a gap between two turns. */
interface Waiting {
  readonly call: CommandCall;
  readonly listener: CallListener;
}

/**
 * Applies commands one at a time, in the order of arrival, between the model's turns.
 *
 * Of a command that declares `dedupe`, only the newest pending call runs. Those it replaces are answered together with
 * it, as done and without a reply.
 */
export class CommandQueue {
  private readonly waitingByName = new Map<string, Waiting[]>();

  constructor(
    private readonly model: object,
    private readonly stage: ModelContext,
  ) {}

  take(call: CommandCall, listener: CallListener): void {
    const command = this.stage.contract.commands.get(call.command.name);
    if (command === undefined) {
      listener.done({ ok: false, code: 'invalid_command', message: `${call.command.name}: unknown command` });
      return;
    }
    if (command.dedupe) this.takeDeduped(command, { call, listener });
    else void this.stage.lock.run(async () => listener.done(await this.apply(command, call, [listener])));
  }

  private takeDeduped(command: CommandContract, waiting: Waiting): void {
    const line = this.waitingByName.get(command.name) ?? [];
    line.push(waiting);
    this.waitingByName.set(command.name, line);
    void this.stage.lock.run(async () => {
      // A newer call is queued behind it and answers for this one.
      if (line.at(-1) !== waiting) return;
      this.waitingByName.delete(command.name);
      const next = this.next();
      const listeners = line.map((one) => one.listener);
      const outcome = await this.apply(command, waiting.call, listeners);
      for (const overtaken of listeners.slice(0, -1)) overtaken.done({ ok: true, ...next });
      waiting.listener.done(outcome);
    });
  }

  private async apply(
    command: CommandContract,
    call: CommandCall,
    listeners: readonly CallListener[],
  ): Promise<CommandOutcome> {
    if (this.stage.sessionId === undefined) {
      return { ok: false, code: 'no_session', message: 'the session has ended; start a new one' };
    }
    if (command.target.kind === 'method') for (const listener of listeners) listener.started();
    try {
      const reply = await this.stage.inputReport.during(call.clientId, () => this.invoke(command, call));
      const next = this.next();
      return reply === undefined || reply === null
        ? { ok: true, ...next }
        : { ok: true, reply: encodeMessage(this.stage.contract, reply), ...next };
    } catch (error) {
      if (error instanceof CommandError) return { ok: false, code: error.code, message: error.message };
      this.stage.logger.error(`command ${command.name} failed: ${describe(error)}`, stackOf(error));
      return { ok: false, code: 'internal_error', message: "The handler failed; see the server's log." };
    }
  }

  private async invoke(command: CommandContract, call: CommandCall): Promise<unknown> {
    const { clients, state } = this.stage;
    const client = clients.get(call.clientId) ?? this.stage.absentClient(call.clientId);
    const files = Object.fromEntries(Object.entries(call.files).map(([name, file]) => [name, uploadedFileOf(file)]));
    const action = hydrateCommand(command, call.command, files, client);
    if (action.kind === 'set') {
      Object.assign(state ?? {}, { [action.property]: action.value });
      this.stage.inputReport.sent(action.property, action.value, call.command.args[command.fields[0]!.name]);
      return undefined;
    }
    const handler = (this.model as Record<string, unknown>)[action.method] as (...args: unknown[]) => unknown;
    return await handler.apply(this.model, [...action.args]);
  }

  private next(): { turn: number; frame: number } {
    const { turns, frames, lock } = this.stage;
    return { turn: lock.parked ? turns : turns + 1, frame: frames + 1 };
  }
}
