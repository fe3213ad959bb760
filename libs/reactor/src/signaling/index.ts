import type { Provider, Type } from '@nestjs/common';
import { ConnectionsController } from './rest/connections.controller.js';
import { FlatController } from './rest/flat.controller.js';
import { DocsMiddleware } from './docs/index.js';
import { EdgeMiddleware } from './rest/edge.middleware.js';
import { ExpressEdge } from './rest/express-edge.js';
import { ForwardedAddress } from './rest/forwarded-address.js';
import { GlobalInterceptors } from './rest/global-interceptors.js';
import { RouteListing } from './rest/route-listing.js';
import { HttpRefusals } from './rest/http-refusals.js';
import { ModelsController } from './rest/models.controller.js';
import { WaitingController } from './rest/waiting.controller.js';
import { SessionController } from './rest/session.controller.js';
import { SingleConnectionController } from './rest/single-connection.controller.js';
import { PublicAddress, RequestCallers } from '../session/index.js';
import { Surface } from './rest/surface.js';
import { UnroutedMiddleware } from './rest/unrouted.middleware.js';
import { PlaygroundMiddleware } from './page/playground.middleware.js';
import { AddressSockets } from './socket/address-sockets.js';
import { MediaSockets } from './socket/media-sockets.js';
import { SessionJoins } from './socket/session-joins.js';
import { SocketAdmission } from './socket/socket-admission.js';
import { SocketClients } from './socket/socket-clients.js';
import { SocketWaits } from './socket/socket-waits.js';
import { SocketRelays } from './socket/socket-relays.js';
import { SocketReplies } from './socket/socket-replies.js';
import { OrderedMessages } from './socket/ordered-messages.js';
import { SignalingAdapter } from './socket/signaling-adapter.js';
import { SignalingGateway } from './socket/signaling.gateway.js';
import { AccessControl } from './access/access-control.js';
import { RequestBody } from './rest/request-body.js';
import { ClientLimits } from './access/client-limits.js';
import { RouteAdmission } from './rest/route-admission.js';
import { Callers } from './access/callers.js';
import { StartLimit } from './access/start-limit.js';
import { whepControllers, whepProviders } from './whep/index.js';

export { describeHttp, describeSocket } from './docs/index.js';
export type { AuthorizationRequest, Authorize, AuthorizedEdge } from './access/authorization.js';
export { AccessControl } from './access/access-control.js';
export { Callers } from './access/callers.js';
export { ClientLimits } from './access/client-limits.js';
export { withReactorRoutePolicy } from './rest/with-reactor-route-policy.js';
export { isReactorContext, reactorRequestOf } from './reactor-context.js';
export { SURFACE_CONTROLLERS } from './rest/route-listing.js';
export { Surface } from './rest/surface.js';
export {
  DEFAULT_SIGNALING_OPTIONS,
  mergeSignalingOptions,
  SIGNALING_OPTIONS,
  type SignalingOptions,
} from './signaling.options.js';
export type { StartStorage } from './access/start-storage.js';

/** Every way in over HTTP. */
export const signalingControllers: readonly Type<unknown>[] = [
  ModelsController,
  SessionController,
  WaitingController,
  ConnectionsController,
  SingleConnectionController,
  FlatController,
  ...whepControllers,
];

/** The way in over WebSocket, what is around the routes, and what turns errors into replies. */
export const signalingProviders: readonly Provider[] = [
  GlobalInterceptors,
  RouteListing,
  OrderedMessages,
  AddressSockets,
  SocketAdmission,
  MediaSockets,
  SessionJoins,
  SocketClients,
  SocketWaits,
  SocketRelays,
  SocketReplies,
  SignalingAdapter,
  SignalingGateway,
  AccessControl,
  RouteAdmission,
  ClientLimits,
  RequestBody,
  Callers,
  { provide: RequestCallers, useExisting: Callers },
  ForwardedAddress,
  { provide: PublicAddress, useExisting: ForwardedAddress },
  StartLimit,
  Surface,
  HttpRefusals,
  EdgeMiddleware,
  DocsMiddleware,
  PlaygroundMiddleware,
  UnroutedMiddleware,
  ExpressEdge,
  ...whepProviders,
];
