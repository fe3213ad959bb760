/** Where an input's media comes from. */
export type SourceKind = 'camera' | 'microphone' | 'screen' | 'file';

/** What a person asks for. Without a device id it is the browser's default device. */
export type SourceRequest =
  | { readonly kind: 'camera' | 'microphone'; readonly deviceId?: string }
  | { readonly kind: 'screen' }
  | { readonly kind: 'file'; readonly file: File };

/** Media that is captured now, until `stop` frees it. */
export interface Source {
  readonly kind: SourceKind;
  /** Name of the device or of the file; empty where the browser keeps it to itself. */
  readonly label: string;
  /** Of a camera or a microphone. */
  readonly deviceId: string | undefined;
  readonly media: MediaStreamTrack;
  /** It ended by itself: the device was unplugged, or the sharing stopped from the browser's own bar. */
  onEnded: (() => void) | null;
  /** The browser or the system pauses or resumes delivery. */
  onPaused: ((paused: boolean) => void) | null;
  stop(): void;
}

/**
 * Starts a capture for a track of this kind. Rejects with an error whose message is for the person who asked; undefined
 * when that person changed their mind.
 */
export type Capture = (request: SourceRequest, kind: 'video' | 'audio') => Promise<Source | undefined>;
