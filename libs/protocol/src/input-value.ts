/** What a client may subscribe to, beside what every client is sent. */
export const TOPICS = ['inputs', 'viewers'] as const;

/** `inputs`: the values in force, at once and with each change. `viewers`: how many clients are in the session. */
export type Topic = (typeof TOPICS)[number];

/** One value of the model that clients may set, as it is in force. */
export interface InputValue {
  /** On the wire; the command that sets it is `set_<name>`. */
  readonly name: string;
  /** Plain JSON. Of an uploaded file `{ name, mime_type, size }`. Absent where it is withheld. */
  readonly value?: unknown;
  /** Why there is no value: its author keeps it secret, it is larger than is sent, or it cannot be represented in JSON. */
  readonly withheld?: 'secret' | 'too_large' | 'not_json';
  /** Who changed it last: the client that reads this, another client, or the model. Absent since the session's start. */
  readonly changed_by?: 'you' | 'viewer' | 'model';
}

/** Values in force, all of them or those that have changed. */
export interface InputValues {
  /** Rises with each change in the session. What has a lower one than what was read before is older. */
  readonly sequence: number;
  /** All values, rather than those that have changed. */
  readonly complete: boolean;
  readonly inputs: readonly InputValue[];
}
