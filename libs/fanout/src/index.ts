export {
  type Backlog,
  Fanout,
  type FanoutOptions,
  type FrameOptions,
  loadFanout,
  MAX_MESSAGE_BYTES,
} from './fanout.js';
export { FanoutError, type FanoutErrorCode } from './fanout-error.js';
export type {
  FanoutEvent,
  IceState,
  MediaDirection,
  PeerId,
  PeerStats,
  ReceivedFrame,
  StreamStats,
} from './fanout-event.js';
export type { Codec, OfferOptions, PeerOptions } from './peer-options.js';
export type { FanoutSink } from './records.js';
export type { TransportAddress } from './transport-address.js';
export { warmUp } from './warm-up.js';
