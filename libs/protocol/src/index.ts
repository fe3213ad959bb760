export type { FrameMetadata } from './frame-metadata.js';
export type { FrameRecord, FrameStages } from './frame-record.js';
export {
  type CandidateEntry,
  type IceServerEntry,
  type OfferBody,
  parseCandidates,
  parseFlatOffer,
  parseOffer,
  parseStartSession,
  parseStopSession,
  parseTicket,
  parseUploadRequest,
  type TrackMappingEntry,
} from './http/bodies.js';
export {
  type CreateSessionBody,
  parseCreateSession,
  parsePolledOffer,
  parseTokenRequest,
  type TokenRequest,
} from './http/cloud-bodies.js';
export type { SessionDescriptor } from './http/descriptor.js';
export {
  type InputValue,
  type InputValues,
  type Notice,
  type SeatList,
  SOCKET_TOPICS,
  type TimeLimit,
  type Topic,
  TOPICS,
} from './input-value.js';
export { toJsonText } from './json.js';
export { MAX_FRAME_BYTES, MAX_SDP_LENGTH, MAX_SIGNALING_BYTES } from './limits.js';
export { type Role, ROLES } from './signaling/role.js';
export {
  parseSignalingMessage,
  requestIdOf,
  type SignalingClientMessage,
  type SignalingRequest,
  type SignalingType,
} from './signaling/signaling-client-message.js';
export type { SignalingErrorBody, SignalingServerMessage } from './signaling/signaling-server-message.js';
export type { WaitingPlace } from './waiting-place.js';
export {
  encodeStreamFeedback,
  encodeStreamFrame,
  parseStreamFeedback,
  parseStreamFrame,
  STREAM_CODECS,
  STREAM_FEEDBACK_BYTES,
  type StreamCodec,
  type StreamFeedback,
  type StreamFrame,
  type StreamTrack,
} from './stream/index.js';
export type { UploadReference } from './upload-reference.js';
export { capabilitiesOf, type CommandCapability } from './wire/capabilities.js';
export { chooseCodec, codecOf } from './wire/choose-codec.js';
export type { ClientMessage } from './wire/client-message.js';
export { flatCodec } from './wire/flat.codec.js';
export { jsonV0Codec } from './wire/json-v0.codec.js';
export { protobufV1Codec } from './wire/protobuf-v1.codec.js';
export { requestIdOfV1 } from './wire/protobuf-v1.request-id.js';
export type { ClipDescription, ServerMessage } from './wire/server-message.js';
export type { Channel, EncodedFrame, WireCodec, WireVersion } from './wire/wire-codec.js';
export { WireError, type WireErrorCode } from './wire-error.js';
