export {
  encodeStreamFeedback,
  parseStreamFeedback,
  STREAM_FEEDBACK_BYTES,
  type StreamFeedback,
} from './stream-feedback.js';
export { encodeStreamFrame, parseStreamFrame, type StreamFrame } from './stream-frame.js';
export { STREAM_CODECS, type StreamCodec, type StreamTrack } from './stream-track.js';
