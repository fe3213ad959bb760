export {
  DEFAULT_WEBRTC_OPTIONS,
  mergeWebRtcOptions,
  WEBRTC_OPTIONS,
  type WebRtcOptions,
} from './webrtc/webrtc.options.js';
export { WrtcEngine } from './wrtc/wrtc-engine.js';
