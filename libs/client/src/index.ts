export type { BackoffOptions } from './backoff.js';
export {
  type CaptureErrorCode,
  ClientError,
  type ClientErrorCode,
  type ClientErrorDetails,
  isRetryable,
  toClientError,
} from './client-error.js';
export type { ClientPorts } from './client-ports.js';
export { connect } from './connect.js';
export type { Connection, Over } from './connection/connection.js';
export type { SessionLimit } from './connection/session-limit.js';
export type { CommandOptions, CommandReply, CommandValues, ModelMessage } from './connection/model-message.js';
export type { AccessToken } from './http/access-token.js';
export { type ApiAddress, apiAddress } from './http/api-address.js';
export { type Health, type ListedModel, type ModelUsage, ReactorApi } from './http/reactor-api.js';
export type { UploadOptions, UploadProgress } from './http/upload-progress.js';
export { type ShownCommand, type Stage, STAGES } from './media/command-timeline.js';
export { figuresBetween, type MediaFigures, type MediaSample, type VideoSample } from './media/media-figures.js';
export type { ShownMetadata } from './media/metadata-timeline.js';
export type { LinkFactory } from './media/media-ladder.js';
export type { LinkFrame, LinkOffer, MediaLink, ReceivingLink, TrackInfo } from './media/media-link.js';
export type { MediaRoute, MediaWay, WebSocketCause } from './media/media-route.js';
export type {
  AnyModel,
  CommandArgs,
  CommandName,
  CommandParameters,
  CommandResult,
  CommandTypes,
  KnownMessage,
  MessageOf,
  ModelCommands,
  ModelTypes,
  StateName,
  TrackName,
  TrackTypes,
  UnknownMessage,
  UnknownMessageType,
} from './model-types.js';
export type { Observable } from './observable.js';
export {
  type CameraOptions,
  canShareScreen,
  captureCamera,
  captureCanvas,
  captureMicrophone,
  captureScreen,
  hasDevices,
  type MicrophoneOptions,
} from './publishing/capture.js';
export type { Publication } from './publishing/publications.js';
export { type Source, type SourceKind, sourceOf } from './publishing/source.js';
export { type ClientEvents, ReactorClient, type ReactorClientOptions } from './reactor-client.js';
export type { SchemaDrift } from './schema-drift.js';
export type { Entry, SessionStatus, SessionWish } from './session-status.js';
export type { TicketStore } from './waiting/ticket-store.js';
export type { LostSetting } from './settings.js';
export { SignalingSocket, type SocketLike } from './signaling/signaling-socket.js';
export type { StreamGrant, StreamPort } from './stream/stream-port.js';
export type { Transport } from './transport.js';
export { UploadedFile } from './uploaded-file.js';
