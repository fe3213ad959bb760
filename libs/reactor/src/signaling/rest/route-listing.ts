import type { Server } from 'node:http';
import { Server as TlsServer } from 'node:https';
import { Inject, Injectable, Logger, type OnModuleInit, type Type } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { PlaygroundMiddleware } from '../page/playground.middleware.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { SignalingGateway } from '../socket/signaling.gateway.js';
import type { PlacedRoute } from './reactor-paths.js';
import { Surface } from './surface.js';

/** Contexts in which Nest writes a line for each controller, route and message while it starts. */
const LISTING_CONTEXTS: ReadonlySet<string> = new Set(['RoutesResolver', 'RouterExplorer', 'WebSocketsController']);

/** What there is of the framework's, by the names that Nest's lines have. */
export interface ListedParts {
  readonly routes: readonly PlacedRoute[];
  readonly controllers: ReadonlySet<string>;
  readonly gateway: string;
}

/** Is this line of Nest's about a route, controller or message of the framework's? */
export function listsReactor(message: unknown, { routes, controllers, gateway }: ListedParts): boolean {
  if (typeof message !== 'string') return false;
  const [, path = '', method = ''] = /^Mapped \{(.*), (\w+)\} /.exec(message) ?? [];
  if (path !== '') return routes.some((route) => route.fullPath === path && route.method === method);
  const controller = /^(\w+) \{/.exec(message)?.[1];
  return controller === undefined ? message.startsWith(`${gateway} subscribed to `) : controllers.has(controller);
}

/** For each starting application: what to omit. Several may start at once in one process. */
const hidden = new Set<() => ListedParts>();
const original = Object.getOwnPropertyDescriptor(Logger.prototype, 'log')!;

function logUnlessHidden(this: Logger, message: unknown, ...further: unknown[]): void {
  const { context = '' } = this as unknown as { readonly context?: string };
  if (LISTING_CONTEXTS.has(context) && [...hidden].some((parts) => listsReactor(message, parts()))) return;
  Reflect.apply(original.value as (...line: unknown[]) => void, this, [message, ...further]);
}

/**
 * Omits lines about the framework's parts from Nest's listing, whatever logger the application has: Nest writes all of
 * them through its own `Logger`.
 *
 * @param parts called for each line of a listing
 * @returns ends it; nothing is left in the `Logger` then
 */
function hideListing(parts: () => ListedParts): () => void {
  if (hidden.size === 0) Object.defineProperty(Logger.prototype, 'log', { ...original, value: logUnlessHidden });
  hidden.add(parts);
  return () => {
    hidden.delete(parts);
    if (hidden.size === 0) Object.defineProperty(Logger.prototype, 'log', original);
  };
}

/** Injection token of the framework's controllers. */
export const SURFACE_CONTROLLERS = Symbol('SURFACE_CONTROLLERS');

/** What `ApiExcludeController` of @nestjs/swagger writes on a class, which is no dependency of ours. */
const SWAGGER_EXCLUDES = 'swagger/apiExcludeController';

/**
 * Keeps the framework's routes out of the application's own listings, its log at the start and its Swagger document,
 * unless enabled in the options. Their location is logged in one line, once the server listens.
 */
@Injectable()
export class RouteListing implements OnModuleInit {
  private readonly logger = new Logger('Reactor');
  private readonly endHiding: () => void;

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly surface: Surface,
    private readonly page: PlaygroundMiddleware,
    @Inject(SURFACE_CONTROLLERS) controllers: readonly Type<unknown>[],
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {
    const { listRoutes } = options;
    for (const controller of controllers) Reflect.defineMetadata(SWAGGER_EXCLUDES, [!listRoutes], controller);
    const names = new Set(controllers.map(({ name }) => name));
    const parts = (): ListedParts => ({
      routes: surface.paths.routes,
      controllers: names,
      gateway: SignalingGateway.name,
    });
    this.endHiding = listRoutes ? () => {} : hideListing(parts);
  }

  /** By now Nest has its routes and gateways. */
  onModuleInit(): void {
    this.endHiding();
    const server = this.adapterHost.httpAdapter?.getHttpServer() as Server | undefined;
    server?.once('listening', () => this.sayWhere(server));
  }

  private sayWhere(server: Server): void {
    const root = this.options.publicUrl?.replace(/\/+$/, '') ?? addressOf(server);
    if (root === undefined) return;
    const { path } = this.page;
    const below = `the reactor's routes are below ${root}${this.surface.base}/`;
    this.logger.log(path === undefined ? below : `the page is at ${root}${path}; ${below}`);
  }
}

/** Undefined for a server on a pipe. */
function addressOf(server: Server): string | undefined {
  const address = server.address();
  if (address === null || typeof address === 'string') return undefined;
  const everywhere = address.address === '0.0.0.0' || address.address === '::';
  const host = everywhere ? 'localhost' : address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `${server instanceof TlsServer ? 'https' : 'http'}://${host}:${address.port}`;
}
