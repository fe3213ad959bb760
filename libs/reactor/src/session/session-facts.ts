import type { Measurement } from './measurement.js';

/** Why a command was not done. */
export interface CommandRefusal {
  readonly code: string;
  readonly message: string;
  /** The argument at fault, by wire name. */
  readonly field?: string;
  /** What was thrown, for the log alone. */
  readonly cause?: unknown;
}

/** What a session reports upward; its model's runtime turns these into state moves, journal entries and counters. */
export interface SessionFacts {
  opened(connectionId: number): void;
  /** Told once for each `opened`, while the session lives; never for the clients that its end closes. */
  closed(connectionId: number, cause: string): void;
  answered(connectionId: number, sdp: string): void;
  /** A command passed the contract and is on its way to the model. */
  commandAccepted(connectionId: number, name: string, args: Readonly<Record<string, unknown>>): void;
  /** A command that never reached the model. `name` is what the client wrote. */
  commandRejected(connectionId: number, name: string, refusal: CommandRefusal): void;
  /** A command whose handler failed, or refused it in the author's own words. */
  commandFailed(connectionId: number, name: string, refusal: CommandRefusal, requestId: string | undefined): void;
  /** Anything else of a client's that was not done, whether or not its wire has a form for saying so. */
  refused(connectionId: number, refusal: CommandRefusal): void;
  /** A message of a newer generation's, which is left alone. @param said one of this client's was reported before */
  unknownMessage(connectionId: number, what: string, said: boolean): void;
  measured(measurement: Measurement): void;
}
