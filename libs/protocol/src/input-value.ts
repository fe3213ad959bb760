/** What a client may subscribe to, on data channels and on a socket, in addition to what every client receives. */
export const TOPICS = ['inputs', 'viewers', 'notices', 'frames', 'metadata'] as const;

/** The same on a socket. */
export const SOCKET_TOPICS = [...TOPICS, 'seats', 'time_limit'] as const;

/**
 * `inputs`: the current values, at once and with each change. `viewers`: how many clients are in the session.
 * `notices`: when the model of the running session starts again, or is replaced by a new version. `frames`: the RTP timestamps
 * of frames, where the media engine knows them: those of the first frames after the client's commands, and samples. `metadata`:
 * what the model attaches to frames, with their RTP timestamps, where the media engine knows them. `seats`: who controls the
 * session, at once and with each change. `time_limit`: when the session ends because others wait, at once and with each
 * change.
 */
export type Topic = (typeof SOCKET_TOPICS)[number];

/** When a session ends by itself. */
export interface TimeLimit {
  /** Milliseconds from now. Absent: it has no end. */
  readonly ends_in_ms?: number;
  /** Visitors who wait for a session. */
  readonly waiting: number;
}

/** Who controls a session, where not everybody does; connection ids. */
export interface SeatList {
  /** Whether the reader's own commands are taken. */
  readonly you: 'control' | 'watch';
  readonly controllers: readonly number[];
  /** Who asks for control, the first one first. */
  readonly asking: readonly number[];
}

/** What happens to the model of a running session; its clients stay connected. */
export interface Notice {
  /**
   * `model_restarting`, `model_reloading`: the model is away, and commands are refused with `model_loading`.
   * `model_restarted`, `model_reloaded`: it is back; of a new version, read the schema again.
   */
  readonly code: string;
  readonly message: string;
  /** Inputs that have their defaults again, by name. */
  readonly dropped: readonly string[];
}

/** The current value of one model input that clients may set. */
export interface InputValue {
  /** On the wire; the command that sets it is `set_<name>`. */
  readonly name: string;
  /** Plain JSON. Of an uploaded file `{ name, mime_type, size }`. Absent where withheld. */
  readonly value?: unknown;
  /** Why there is no value: it is declared secret, too large to send, or cannot be represented in JSON. */
  readonly withheld?: 'secret' | 'too_large' | 'not_json';
  /** Who changed it last: the client that reads this, another client, or the model. Absent since the session's start. */
  readonly changed_by?: 'you' | 'viewer' | 'model';
}

/** Current values, all of them or those that have changed. */
export interface InputValues {
  /** Rises with each change in the session. A lower number than the last one received is older. */
  readonly sequence: number;
  /** All values, rather than those that have changed. */
  readonly complete: boolean;
  readonly inputs: readonly InputValue[];
}
