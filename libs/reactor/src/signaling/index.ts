import type { Provider, Type } from '@nestjs/common';
import { ConnectionsController } from './http/connections.controller.js';
import { FlatController } from './http/flat.controller.js';
import { DocsMiddleware } from './docs/index.js';
import { EdgeMiddleware } from './http/edge.middleware.js';
import { ExpressEdge } from './http/express-edge.js';
import { ForwardedAddress } from './http/forwarded-address.js';
import { GlobalInterceptors } from './http/route-answers.interceptor.js';
import { RouteListing } from './http/route-listing.js';
import { HttpRefusals } from './http/http-refusals.js';
import { ModelsController } from './http/models.controller.js';
import { SessionController } from './http/session.controller.js';
import { SingleConnectionController } from './http/single-connection.controller.js';
import { PublicAddress, RequestCallers } from '../session/index.js';
import { JoinLimit } from './join-limit.js';
import { Surface } from './http/surface.js';
import { UnroutedMiddleware } from './http/unrouted.middleware.js';
import { PlaygroundMiddleware } from './page/playground.middleware.js';
import { SocketRefusals } from './socket/socket-refusals.js';
import { OrderedMessages } from './socket/ordered-messages.js';
import { SignalingAdapter } from './socket/signaling-adapter.js';
import { SignalingGateway } from './socket/signaling.gateway.js';
import { Admission } from './admission.js';
import { JsonBody } from './http/json-body.js';
import { RequestLimit } from './request-limit.js';
import { RouteAdmission } from './http/route-admission.js';
import { Callers } from './callers.js';
import { StartLimit } from './start-limit.js';

export { describeHttp } from './docs/index.js';
export type {
  AuthorizationRequest,
  Authorize,
  AuthorizedAction,
  AuthorizedEdge,
  AuthorizedPrincipal,
} from './authorization.js';
export { onSurface } from './http/on-surface.js';
export { isReactorContext, reactorRequestOf } from './reactor-context.js';
export { SURFACE_CONTROLLERS } from './http/route-listing.js';
export { Surface } from './http/surface.js';
export {
  DEFAULT_SIGNALING_OPTIONS,
  mergeSignalingOptions,
  SIGNALING_OPTIONS,
  type SignalingOptions,
} from './signaling.options.js';
export type { StartStorage } from './start-storage.js';

/** Every way in over HTTP. */
export const signalingControllers: readonly Type<unknown>[] = [
  ModelsController,
  SessionController,
  ConnectionsController,
  SingleConnectionController,
  FlatController,
];

/** The way in over WebSocket, what is around the routes, and what turns errors into replies. */
export const signalingProviders: readonly Provider[] = [
  GlobalInterceptors,
  RouteListing,
  OrderedMessages,
  SocketRefusals,
  SignalingAdapter,
  SignalingGateway,
  Admission,
  RouteAdmission,
  RequestLimit,
  JsonBody,
  Callers,
  { provide: RequestCallers, useExisting: Callers },
  ForwardedAddress,
  { provide: PublicAddress, useExisting: ForwardedAddress },
  StartLimit,
  JoinLimit,
  Surface,
  HttpRefusals,
  EdgeMiddleware,
  DocsMiddleware,
  PlaygroundMiddleware,
  UnroutedMiddleware,
  ExpressEdge,
];
