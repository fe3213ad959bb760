export { AdaptiveRate, boundedRate } from './adaptive-rate.js';
export { AudioFeeder, type SoundSink } from './audio-feeder.js';
export { AudioSamples } from './audio-samples.js';
export { encodePng } from './encode-png.js';
export { FrameRate } from './frame-rate.js';
export { i420Size } from './i420.js';
export {
  type ChunkTiming,
  type I420Picture,
  type MediaBundle,
  type MediaChunk,
  type PcmBlock,
  WIRE_SAMPLE_RATE,
} from './media-chunk.js';
export { type DiscardCause, OutputPacer, type OutputPacerOptions } from './output-pacer.js';
export { type PacerClock, systemClock } from './pacer-clock.js';
export { Resampler } from './resampler.js';
export type { ResizeMethod } from './resize-taps.js';
export { sharedNowMs } from './shared-clock.js';
export type { FrameTensor, TensorArrays, TensorFit, TensorOptions, TensorType } from './tensor-form.js';
export type { Tensor, TensorLayout, TensorNumbers, ValueRange } from './tensor-pixels.js';
export { type PixelFormat, VideoFrame } from './video-frame.js';
