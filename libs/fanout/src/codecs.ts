import type { Codec } from './peer-options.js';

/** By their numbers in calls and records; `native/src/options.rs` has the same order. */
export const CODECS: readonly Codec[] = ['VP8', 'VP9', 'AV1', 'H264', 'opus'];
