import type { Topic } from '../input-value.js';
import type { UploadReference } from '../upload-reference.js';

/** Messages of a client on its data channels, independent of its codec. */
export type ClientMessage =
  | { readonly kind: 'ping' }
  | {
      readonly kind: 'command';
      /** Absent where the client version has none. */
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
  /** Of a client newer than this server that waits for no answer: to be ignored. */
  | { readonly kind: 'unknown'; /** Its type, or its number on the wire. */ readonly what: string }
  /** The client supports messages that older ones do not; each topic is sent from here on. */
  | { readonly kind: 'subscribe'; readonly topics: readonly Topic[] }
  /** The client could not process a message. Never answered. */
  | { readonly kind: 'clientError'; readonly code: string; readonly message: string };
