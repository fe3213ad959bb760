export { AdaptiveRate } from './adaptive-rate.js';
export { i420Size } from './i420.js';
export type { ChunkTiming, I420Picture, MediaBundle, MediaChunk, PcmBlock } from './media-chunk.js';
export { type DiscardCause, OutputPacer, type OutputPacerOptions } from './output-pacer.js';
export { type PacerClock, systemClock } from './pacer-clock.js';
export { sharedNowMs } from './shared-clock.js';
export type { Tensor, TensorLayout, ValueRange } from './tensor-pixels.js';
export { type PixelFormat, VideoFrame } from './video-frame.js';
