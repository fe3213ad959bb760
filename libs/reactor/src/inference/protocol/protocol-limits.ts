/** How often a worker sends `pulse`, in milliseconds. */
export const PULSE_MS = 250;

/** Numbers of slots run from 0 to one less. */
export const MAX_SLOTS = 65_536;

/** Most frames of one emission. */
export const MAX_BATCH_FRAMES = 300;

/** Most sound of one emission, in milliseconds. */
export const MAX_SOUND_MS = 60_000;

/** Longest block of sound in one bundle, in milliseconds: engines buffer little, and must be fed in real time. */
export const BUNDLE_SOUND_MS = 50;

/** Most bundles of one emission: the most frames, each with its share of the longest sound, rounded up. */
export const MAX_BATCH_BUNDLES = MAX_BATCH_FRAMES + MAX_SOUND_MS / BUNDLE_SOUND_MS;

/** Most pixels of one side of a picture. */
export const MAX_SIDE = 16_384;

/** Most bytes of one picture in I420; that of 7680x4320 has 50 million. */
export const MAX_PICTURE_BYTES = 64 * 1024 * 1024;

/** Most bytes of one message's JSON; also of its sound and metadata. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

/** Most bytes of one message's parts together, with pictures that are not in slots. */
export const MAX_PARTS_BYTES = 512 * 1024 * 1024;

/** Messages a second of one worker, on average; twice as many at once. */
export const MAX_MESSAGES_PER_SECOND = 10_000;

/** Log lines of one worker at once, and a second on average. More are not logged, and counted. */
export const LOG_BURST = 1_000;
export const LOG_LINES_PER_SECOND = 100;

/** Longest text of one log line, in UTF-16 code units. */
export const MAX_LOG_TEXT = 16_384;
