/** What a person does with a field. */
export interface WidgetActions {
  /** The value as it is being written. */
  readonly onType: (value: unknown) => void;
  /** A whole value, by one gesture. */
  readonly onSet: (value: unknown) => void;
  /** The writing is done. */
  readonly onCommit: () => void;
  /** What is written is no value that could be sent. */
  readonly onReject: (value: unknown, problem: string) => void;
}

/** Connects an input to its label and its description. */
export interface WidgetFrame {
  readonly id: string;
  /** The field's label. */
  readonly name: string;
  readonly describedBy: string;
  readonly invalid: boolean;
  /** Sent as it changes; otherwise by a button. */
  readonly live: boolean;
}

export type WidgetProps = WidgetFrame & WidgetActions & { readonly value: unknown };
