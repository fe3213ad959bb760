import type { CommandOutcome, WireMessage } from '../ports/index.js';
import type { CommandCall } from '../ports/index.js';
import type { CommandRefusal } from '../lifecycle/session-observer.js';

/** When a command passed each stage, in monotonic milliseconds of the server's thread. */
export interface CommandTimes {
  readonly receivedMs: number;
  /** Its schema accepted it. */
  readonly checkedMs: number;
  /** Its files were complete, and it was sent to the worker. */
  readonly sentMs: number;
  /** Its outcome arrived. */
  readonly doneMs: number;
}

interface CommandSource {
  readonly connectionId: number;
  /** Of the client, where its wire has one. */
  readonly requestId: string | undefined;
  /** Client input: the model may have no such command. */
  readonly name: string;
}

/** One command, reported once, when its outcome is known. Journal, log, metrics and the inputs in force are made of it. */
export type CommandFact =
  /** It was applied between two turns. */
  | (CommandSource & {
      readonly verdict: 'applied';
      /** From 1 in each session, in the order in which commands were applied. */
      readonly sequence: number;
      readonly call: CommandCall;
      readonly reply: WireMessage | undefined;
      /** The turn that follows it, and the first frame made after it. */
      readonly turn: number;
      readonly frame: number;
      readonly times: CommandTimes;
    })
  /** It reached its handler, which failed or refused it with the author's own error. */
  | (CommandSource & {
      readonly verdict: 'failed';
      readonly call: CommandCall;
      readonly refusal: Extract<CommandOutcome, { ok: false }>;
      readonly times: CommandTimes;
    })
  /** It never reached its handler. */
  | (CommandSource & {
      readonly verdict: 'rejected';
      readonly refusal: CommandRefusal;
      readonly receivedMs: number;
      readonly doneMs: number;
    });
