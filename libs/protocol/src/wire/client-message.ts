import type { Topic } from '../input-value.js';
import type { UploadReference } from '../upload-reference.js';

/** What a client says on its data channels, whichever codec it speaks. */
export type ClientMessage =
  | { readonly kind: 'ping' }
  | {
      readonly kind: 'command';
      /** Absent where the generation has none. */
      readonly requestId?: string;
      readonly name: string;
      /** Unchecked. */
      readonly args: unknown;
      readonly uploads: Record<string, UploadReference>;
    }
  | { readonly kind: 'requestSchema'; readonly requestId?: string }
  | { readonly kind: 'requestCapabilities' }
  | { readonly kind: 'fileUploaded'; readonly file: UploadReference }
  | { readonly kind: 'requestClip'; readonly requestId?: string; readonly durationSeconds: number }
  | { readonly kind: 'requestRecording'; readonly requestId?: string }
  | { readonly kind: 'publishTrack'; readonly requestId: string; readonly name: string }
  | { readonly kind: 'unpublishTrack'; readonly name: string }
  | { readonly kind: 'pauseTrack'; readonly name: string }
  | { readonly kind: 'resumeTrack'; readonly name: string }
  /** Of a client that is newer than this server, and waits for no answer: to be left alone. */
  | { readonly kind: 'unknown'; /** Its type, or its number on the wire. */ readonly what: string }
  /** The client knows messages that clients of before do not; each topic is sent from here on. */
  | { readonly kind: 'subscribe'; readonly topics: readonly Topic[] }
  /** The client could make nothing of what it was told. Never answered. */
  | { readonly kind: 'clientError'; readonly code: string; readonly message: string };
