/** What the server says on a client's data channels, whichever codec the client speaks. */
export type ServerMessage =
  /** With a request id it is the reply to a command, without one it is news. */
  | {
      readonly kind: 'modelMessage';
      readonly requestId?: string;
      readonly type: string;
      readonly data: Record<string, unknown>;
    }
  /** A command was done and has nothing to say. */
  | { readonly kind: 'ack'; readonly requestId: string }
  | {
      readonly kind: 'error';
      readonly requestId?: string;
      readonly code: string;
      readonly message: string;
      readonly field?: string;
    }
  | { readonly kind: 'modelSchema'; readonly requestId?: string; readonly openapi: Record<string, unknown> }
  /** Derived from the schema, for the generations that ask for it in a form of their own. */
  | { readonly kind: 'modelCapabilities'; readonly openapi: Record<string, unknown> }
  | { readonly kind: 'clipFailed'; readonly requestId?: string; readonly reason: string }
  | {
      readonly kind: 'moderation';
      readonly action: string;
      readonly inputKind: string;
      readonly command: string;
      readonly categories: readonly string[];
      readonly message: string;
    }
  | { readonly kind: 'sessionEnded'; readonly reason: string }
  | { readonly kind: 'publishGranted'; readonly requestId: string }
  | { readonly kind: 'publishRefused'; readonly requestId: string; readonly code: string; readonly message: string };
