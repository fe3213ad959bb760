import type { CommandFact } from '../commands/command-fact.js';
import type { CommandCall } from '../ports/index.js';
import type { Measurement } from './measurement.js';

/** Why a command was refused or failed. */
export interface CommandRefusal {
  readonly code: string;
  readonly message: string;
  /** The invalid argument, by wire name. */
  readonly field?: string;
  /** What was thrown, for the log alone. */
  readonly cause?: unknown;
}

/** What a session reports upward; its model's runtime turns these into state moves, journal entries and counters. */
export interface SessionObserver {
  opened(connectionId: number): void;
  /** Reported once for each `opened`, while the session runs; never for the clients that its end closes. */
  closed(connectionId: number, cause: string): void;
  answered(connectionId: number, sdp: string): void;
  /** A command passed its schema and its author's rules: its one fact follows, when its outcome is known. */
  commandAccepted(connectionId: number, call: CommandCall): void;
  /** One command, once, when its outcome is known. */
  command(fact: CommandFact): void;
  /** Any other refused request of a client, whether or not its wire can encode an error. */
  refused(connectionId: number, refusal: CommandRefusal): void;
  /** A message of a newer client version, which is ignored. @param said one of this client's was reported before */
  unknownMessage(connectionId: number, what: string, said: boolean): void;
  measured(measurement: Measurement): void;
}
