import type { Server } from 'node:http';
import { Server as TlsServer } from 'node:https';
import { Inject, Injectable, Logger, type OnModuleInit, type Type } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { PlaygroundMiddleware } from '../page/playground.middleware.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { Surface } from './surface.js';

/** Injection token of the framework's controllers. */
export const SURFACE_CONTROLLERS = Symbol('SURFACE_CONTROLLERS');

/** What `ApiExcludeController` of @nestjs/swagger writes on a class, which is no dependency of ours. */
const SWAGGER_EXCLUDES = 'swagger/apiExcludeController';

/**
 * Keeps the framework's routes out of the application's Swagger document, unless enabled in the options, and logs where
 * they are once the server listens.
 */
@Injectable()
export class RouteListing implements OnModuleInit {
  private readonly logger = new Logger('Reactor');

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly surface: Surface,
    private readonly page: PlaygroundMiddleware,
    @Inject(SURFACE_CONTROLLERS) controllers: readonly Type<unknown>[],
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {
    for (const controller of controllers) Reflect.defineMetadata(SWAGGER_EXCLUDES, [!options.listRoutes], controller);
  }

  onModuleInit(): void {
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
