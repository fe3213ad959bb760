import type { TransferListItem } from 'node:worker_threads';
import type { Framable } from './message-frame.js';

/** What moves with a message between threads instead of being copied: the memory of its parts, each once. */
export function transferring({ parts = [] }: Framable): TransferListItem[] {
  const buffers = new Set(parts.map(({ buffer }) => buffer as ArrayBuffer));
  return [...buffers].filter(({ byteLength }) => byteLength > 0);
}
