import type { ModelHost } from '../ports/index.js';

/**
 * What a session uses of the instance that it was assigned. The worker behind it may be replaced while the session
 * runs; meanwhile commands are refused with `model_loading`, and clients' media is dropped.
 */
export type SessionWorker = Pick<
  ModelHost,
  | 'manifest'
  | 'bufferSize'
  | 'endSession'
  | 'connect'
  | 'disconnect'
  | 'command'
  | 'fileUploaded'
  | 'pushVideo'
  | 'pushAudio'
  | 'grant'
  | 'release'
>;
