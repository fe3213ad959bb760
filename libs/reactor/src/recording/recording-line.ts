/** Version of the format, in the first line of every recording. */
export const RECORDING_VERSION = 1;

/** How the name of a recording ends. */
export const RECORDING_ENDING = '.session.jsonl';

/** The first line: what was run. */
export interface SessionLine {
  readonly type: 'session';
  readonly version: typeof RECORDING_VERSION;
  /** Name of the model on the wire. */
  readonly model: string;
  /** `schemaHash` of what it offered. */
  readonly schema: string;
  /** Frames a second that it declared; null where it declared none. */
  readonly fps: number | null;
  /** `inference.seed`; null where random numbers started from anything. */
  readonly seed: number | null;
  readonly session: string;
  /** ISO 8601. */
  readonly started: string;
  /** Values of the inputs at the start, by name; without those that are secret. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** When something happened: `ms` since the session's start, `turn` the one that follows, from 1. */
interface Moment {
  readonly ms: number;
  readonly turn: number;
}

/** Why arguments are not in the file. */
export type Withheld = 'file' | 'secret';

/** One line of a recording, in the order in which things happened. */
export type RecordingLine =
  | SessionLine
  /** A client joined or left; the turn is that of the last frame shown, so it may be some turns early. */
  | (Moment & { readonly type: 'join' | 'leave'; readonly client: number })
  /** A command was applied. */
  | (Moment & {
      readonly type: 'command';
      readonly client: number;
      /** The first frame made after it. */
      readonly frame: number;
      readonly name: string;
      readonly args?: Readonly<Record<string, unknown>>;
      /** In place of `args`: it takes a file, or a value that is secret. It cannot be replayed. */
      readonly withheld?: Withheld;
    })
  /** A frame was shown: the SHA-256 of the I420 planes of each picture, by track. */
  | {
      readonly type: 'frame';
      readonly frame: number;
      readonly turn: number;
      readonly hashes: Readonly<Record<string, string>>;
    }
  /** The file has as many bytes as it may have; nothing follows. */
  | { readonly type: 'full' }
  | {
      readonly type: 'end';
      readonly ms: number;
      /** Numbers of the last frame shown, and of its turn. */
      readonly frame: number;
      readonly turn: number;
    };
