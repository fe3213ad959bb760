export { chooseEngine } from './choose-engine.js';
export { FanoutEngine } from './fanout/fanout-engine.js';
export type { DegradationPreference, Rung } from './webrtc/ladder.js';
export { DEFAULT_MEDIA_OPTIONS, MEDIA_OPTIONS, type MediaOptions, mergeMediaOptions } from './media.options.js';
export {
  DEFAULT_WEBRTC_OPTIONS,
  mergeWebRtcOptions,
  WEBRTC_OPTIONS,
  type WebRtcOptions,
} from './webrtc/webrtc.options.js';
export { WrtcEngine } from './wrtc/wrtc-engine.js';
