import { CommandError } from '../../../authoring/index.js';
import {
  checkRules,
  commandAction,
  type CommandContract,
  encodeMessage,
  expired,
  type HydratedCommand,
  withinTime,
} from '../../../contract/binding/index.js';
import { ReactorError } from '../../../errors/index.js';
import type { CommandCall, CommandOutcome } from '../../../session/ports/index.js';
import { describe, stackOf } from '../../../logging/index.js';
import { uploadedFileOf } from '../uploaded-file-of.js';
import type { InputReport } from '../input/input-report.js';
import type { ModelContext } from './model-context.js';
import type { RuleBudget } from './rule-budget.js';

/** What commands use of the running model. */
export interface CommandScope extends Pick<
  ModelContext,
  'contract' | 'lock' | 'logger' | 'sessionId' | 'state' | 'clients' | 'absentClient' | 'turns' | 'frames'
> {
  readonly inputReport: Pick<InputReport, 'during' | 'sent'>;
}

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
  readonly hydrated: HydratedCommand;
  readonly listener: CallListener;
}

type Refused = Extract<CommandOutcome, { ok: false }>;

const SESSION_ENDED: Refused = {
  ok: false,
  code: 'no_session',
  message: 'the session has ended; start a new one',
};

/**
 * Checks commands against their author's rules on arrival, and applies them one at a time, in the order of arrival, between the model's turns.
 *
 * Of a command that declares `dedupe`, only the newest pending call runs. Those it replaces are answered together with
 * it, as done and without a reply.
 */
export class CommandQueue {
  private readonly waitingByName = new Map<string, Waiting[]>();

  constructor(
    private readonly model: object,
    private readonly scope: CommandScope,
    private readonly budget: RuleBudget,
  ) {}

  take(call: CommandCall, listener: CallListener): void {
    const command = this.scope.contract.commands.get(call.command.name);
    if (command === undefined) {
      const message = `${call.command.name}: unknown command`;
      listener.done({ ok: false, code: 'invalid_command', message, rules: 'broken' });
      return;
    }
    const checked = this.check(command, call);
    if ('refused' in checked) {
      listener.done(checked.refused);
      return;
    }
    const waiting = { call, hydrated: checked.hydrated, listener };
    if (command.dedupe) this.takeDeduped(command, waiting);
    else void this.scope.lock.run(async () => listener.done(await this.apply(command, waiting, [listener])));
  }

  /** Where the rules' time depends on what a client sends, it is limited: one that never ends would stop the model. */
  private check(
    command: CommandContract,
    call: CommandCall,
  ): { readonly hydrated: HydratedCommand } | { readonly refused: Refused } {
    const work = (): HydratedCommand => checkRules(command, call.command);
    const { limitMs } = this.budget;
    try {
      const hydrated = command.costly ? withinTime(limitMs, work) : work();
      if (hydrated !== expired) return { hydrated };
    } catch (error) {
      return { refused: this.refusalOf(command, error) };
    }
    this.budget.expired(limitMs);
    const message = `${command.name}: its arguments could not be checked within ${limitMs} ms; send shorter or simpler values`;
    return { refused: { ok: false, code: 'invalid_command', message, rules: 'expired' } };
  }

  private refusalOf(command: CommandContract, error: unknown): Refused {
    if (error instanceof ReactorError) {
      const { code, message, field, fields } = error;
      return { ok: false, code, message, field, fields, rules: 'broken' };
    }
    this.scope.logger.error(`a rule of the command ${command.name} failed: ${describe(error)}`, stackOf(error));
    const message = `${command.name}: a rule of its arguments failed; see the server's log`;
    return { ok: false, code: 'internal_error', message, rules: 'broken' };
  }

  private takeDeduped(command: CommandContract, waiting: Waiting): void {
    const line = this.waitingByName.get(command.name) ?? [];
    line.push(waiting);
    this.waitingByName.set(command.name, line);
    void this.scope.lock.run(async () => {
      // A newer call is queued behind it and answers for this one.
      if (line.at(-1) !== waiting) return;
      this.waitingByName.delete(command.name);
      const next = this.next();
      const listeners = line.map((one) => one.listener);
      const outcome = await this.apply(command, waiting, listeners);
      const replaced = outcome === SESSION_ENDED ? outcome : { ok: true as const, ...next };
      for (const overtaken of listeners.slice(0, -1)) overtaken.done(replaced);
      waiting.listener.done(outcome);
    });
  }

  private async apply(
    command: CommandContract,
    { call, hydrated }: Waiting,
    listeners: readonly CallListener[],
  ): Promise<CommandOutcome> {
    if (this.scope.sessionId === undefined) return SESSION_ENDED;
    if (command.target.kind === 'method') for (const listener of listeners) listener.started();
    try {
      const reply = await this.scope.inputReport.during(call.clientId, () => this.invoke(command, call, hydrated));
      const next = this.next();
      return reply === undefined || reply === null
        ? { ok: true, ...next }
        : { ok: true, reply: encodeMessage(this.scope.contract, reply), ...next };
    } catch (error) {
      if (error instanceof CommandError) return { ok: false, code: error.code, message: error.message };
      this.scope.logger.error(`command ${command.name} failed: ${describe(error)}`, stackOf(error));
      return { ok: false, code: 'internal_error', message: "The handler failed; see the server's log." };
    }
  }

  private async invoke(command: CommandContract, call: CommandCall, hydrated: HydratedCommand): Promise<unknown> {
    const { clients, state } = this.scope;
    const client = clients.get(call.clientId) ?? this.scope.absentClient(call.clientId);
    const files = Object.fromEntries(Object.entries(call.files).map(([name, file]) => [name, uploadedFileOf(file)]));
    const action = commandAction(command, hydrated, files, client);
    if (action.kind === 'set') {
      Object.assign(state ?? {}, { [action.property]: action.value });
      this.scope.inputReport.sent(action.property, action.value, call.command.args[command.fields[0]!.name]);
      return undefined;
    }
    const handler = (this.model as Record<string, unknown>)[action.method] as (...args: unknown[]) => unknown;
    return await handler.apply(this.model, [...action.args]);
  }

  private next(): { turn: number; frame: number } {
    const { turns, frames, lock } = this.scope;
    return { turn: lock.parked ? turns : turns + 1, frame: frames + 1 };
  }
}
