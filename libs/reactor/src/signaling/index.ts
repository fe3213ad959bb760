import type { Provider, Type } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ConnectionsController } from './http/connections.controller.js';
import { FlatController } from './http/flat.controller.js';
import { ReactorExceptionFilter } from './http/reactor-exception.filter.js';
import { SessionController } from './http/session.controller.js';
import { SingleConnectionController } from './http/single-connection.controller.js';
import { JoinLimit } from './join-limit.js';
import { SignalingGateway } from './socket/signaling.gateway.js';
import { StartLimit } from './start-limit.js';

export { DocsMiddleware, describeHttp } from './docs/index.js';
export { EdgeMiddleware, installEdge } from './http/edge.middleware.js';
export { PlaygroundMiddleware } from './page/playground.middleware.js';
export {
  DEFAULT_SIGNALING_OPTIONS,
  mergeSignalingOptions,
  SIGNALING_OPTIONS,
  type SignalingOptions,
} from './signaling.options.js';
export type { StartStorage } from './start-storage.js';
export { OrderedWsAdapter } from './socket/ordered-ws.adapter.js';

/** Every way in over HTTP. */
export const signalingControllers: readonly Type<unknown>[] = [
  SessionController,
  ConnectionsController,
  SingleConnectionController,
  FlatController,
];

/** The way in over WebSocket, and what turns errors into replies. */
export const signalingProviders: readonly Provider[] = [
  SignalingGateway,
  StartLimit,
  JoinLimit,
  { provide: APP_FILTER, useClass: ReactorExceptionFilter },
];
