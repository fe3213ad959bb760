import type { Source } from '@nestjs-reactor/client';

/** What a person asks for. Without a device id it is the browser's default device. */
export type SourceRequest =
  | { readonly kind: 'camera' | 'microphone'; readonly deviceId?: string }
  | { readonly kind: 'screen' }
  | { readonly kind: 'file'; readonly file: File };

/**
 * Starts a capture for a track of this kind. Rejects with an error whose message is for the person who asked; undefined
 * when that person changed their mind.
 */
export type Capture = (request: SourceRequest, kind: 'video' | 'audio') => Promise<Source | undefined>;
