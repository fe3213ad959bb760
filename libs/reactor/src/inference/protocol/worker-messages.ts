import type { ModelManifest } from '../../contract/index.js';
import type { LogFields } from '../../logging/index.js';
import type { WorkerStats } from '../../session/lifecycle/measurement.js';
import type {
  CommandOutcome,
  InputChange,
  ModelFailure,
  OpenedNetwork,
  WireMessage,
} from '../../session/ports/index.js';
import type { MediaMessage } from './media-message.js';

export type LogLevel = 'verbose' | 'debug' | 'log' | 'warn' | 'error' | 'fatal';

/**
 * Messages of a worker to its host, in the order of events.
 *
 * Plain JSON values, and bytes in `parts` alone, as in `HostMessage`. A message of a session names it; the host drops
 * those of another than the current one.
 */
export type WorkerMessage =
  | { readonly type: 'loaded'; readonly manifest: ModelManifest }
  | { readonly type: 'loadFailed'; readonly reason: string }
  | { readonly type: 'sessionBegun'; readonly session: string }
  | { readonly type: 'sessionRefused'; readonly session: string; readonly reason: string }
  | { readonly type: 'sessionEnded'; readonly session: string }
  | { readonly type: 'sessionFailed'; readonly session: string; readonly failure: ModelFailure }
  /** A turn works from now on: it was started, or it has the input that it waited for. */
  | { readonly type: 'turnStarted'; readonly session: string; readonly turn: number }
  /** It has ended, or waits for input. */
  | { readonly type: 'turnEnded'; readonly session: string; readonly turn: number }
  /** `hook` is the name of the author's method. */
  | { readonly type: 'hookStarted'; readonly session: string; readonly hook: string }
  | { readonly type: 'hookEnded'; readonly session: string; readonly hook: string }
  | MediaMessage
  | {
      readonly type: 'message';
      readonly session: string;
      readonly message: WireMessage;
      /** The one client addressed; absent: everybody. */
      readonly clientId?: number;
    }
  /** Changed fields of the state; values of secret fields are not sent. */
  | { readonly type: 'inputs'; readonly session: string; readonly changes: readonly InputChange[] }
  | { readonly type: 'playout'; readonly session: string; readonly fps?: number; readonly flush?: boolean }
  /** The command's handler starts: its timeout starts here. */
  | { readonly type: 'commandStarted'; readonly session: string; readonly callId: number }
  | {
      readonly type: 'commandDone';
      readonly session: string;
      readonly callId: number;
      readonly outcome: CommandOutcome;
    }
  /** Of a stepped session: the turn of one credit is over, and all that it emitted was sent before. */
  | { readonly type: 'stepped'; readonly session: string; readonly turn: number }
  /** Of a stepped session: a read waits for so many more pictures or blocks of the track. */
  | { readonly type: 'inputWanted'; readonly session: string; readonly track: string; readonly frames: number }
  /** One inbound picture or block reached the model's buffers: the next may be sent. */
  | { readonly type: 'taken'; readonly session: string; readonly track: string }
  /** The worker's thread runs: sent every 250 ms from `loaded` on. `memoryBytes`: resident, of a process of its own. */
  | { readonly type: 'pulse'; readonly memoryBytes?: number }
  | { readonly type: 'stats'; readonly stats: WorkerStats }
  /** The model has opened a network, and this is what it runs on; the last report of a name counts. */
  | ({ readonly type: 'networkOpened' } & OpenedNetwork)
  | {
      readonly type: 'log';
      readonly level: LogLevel;
      readonly text: string;
      readonly context?: string;
      readonly stack?: string;
      /** Facts by name; `session` is the one that ran when the line was written. */
      readonly fields: LogFields;
    }
  /** The model can no longer serve: its `run()` ended. */
  | { readonly type: 'fatal'; readonly reason: string }
  | { readonly type: 'closed' };

/** A message of a session. */
export type SessionMessage = Extract<WorkerMessage, { readonly session: string }>;
