import { MAX_PARTS_BYTES, MAX_PICTURE_BYTES } from './protocol-limits.js';

/** File descriptors that a worker process finds open. */
export const MESSAGES_FD = 3;
export const SLOTS_FD = 4;

/** A slot's bytes begin at its number times this: the file is sparse, and only what was written takes memory. */
export const SLOT_STRIDE = MAX_PICTURE_BYTES;

/** Most bytes that one side queues for the other: a side that does not read for so long has failed. */
export const MAX_QUEUED_BYTES = 2 * MAX_PARTS_BYTES;
