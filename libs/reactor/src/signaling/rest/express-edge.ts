import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { type AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';
import { ReactorError } from '../../errors/index.js';
import { DocsMiddleware } from '../docs/docs.middleware.js';
import { PlaygroundMiddleware } from '../page/playground.middleware.js';
import { EdgeMiddleware } from './edge.middleware.js';
import { findRouteClashes, layersTaking, type RouterLayer } from './route-clashes.js';
import { Surface } from './surface.js';
import { UnroutedMiddleware } from './unrouted.middleware.js';

/**
 * Installs the middleware around Nest's routes. The edge is before everything, including Nest's own body parsers: they
 * would parse an uploaded JSON file, and have another limit. The page and the replies to unrouted requests are last, so
 * that a route of the application has precedence.
 */
@Injectable()
export class ExpressEdge implements OnModuleInit {
  private readonly logger = new Logger('Reactor');

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    edge: EdgeMiddleware,
    private readonly docs: DocsMiddleware,
    private readonly page: PlaygroundMiddleware,
    private readonly unrouted: UnroutedMiddleware,
    private readonly surface: Surface,
  ) {
    if (this.adapter !== undefined) this.put(edge);
    // A testing module makes its HTTP server later than its providers.
    else adapterHost.init$.subscribe(() => this.put(edge));
  }

  /**
   * By now Nest has its routes, and not yet its 404 handler. Throws `bad_configuration` where the server is not
   * Express.
   */
  onModuleInit(): void {
    const type = this.adapter?.getType();
    if (type !== undefined && type !== 'express') {
      throw new ReactorError(
        'bad_configuration',
        `ReactorModule serves over Express, but this application runs on ${type}; create it with @nestjs/platform-express: ` +
          'NestFactory.create<NestExpressApplication>(AppModule)',
      );
    }
    for (const middleware of [this.docs, this.page, this.unrouted]) this.put(middleware);
    if (type !== undefined) this.warnOfClashes();
  }

  private warnOfClashes(): void {
    const { router } = this.adapterHost.httpAdapter.getInstance<{ router?: { stack?: RouterLayer[] } }>();
    const layers = router?.stack ?? [];
    for (const { theirs, ours, winner } of findRouteClashes(layers, this.surface.paths.routes)) {
      const list = ours.join(', ');
      const what =
        winner === 'theirs'
          ? `the application's route ${theirs} answers ${list} instead of the reactor`
          : `the reactor answers ${list} instead of the application's route ${theirs}`;
      this.logger.warn(`${what}; give the reactor its own path: signaling: { path: '/stream' }`);
    }
    const { path } = this.page;
    const [instead] = path === undefined ? [] : layersTaking(layers, 'GET', path);
    if (instead === undefined) return;
    this.logger.warn(
      `the application's route GET ${String(instead.route?.path)} answers instead of the page at ${path}; ` +
        "give the page another path, signaling: { playground: { path: '/play' } }, or set it to false",
    );
  }

  /** Undefined in an application that has no HTTP server. */
  private get adapter(): AbstractHttpAdapter | undefined {
    return this.adapterHost.httpAdapter ?? undefined;
  }

  private put(middleware: EdgeMiddleware | DocsMiddleware | PlaygroundMiddleware | UnroutedMiddleware): void {
    if (this.adapter?.getType() !== 'express') return;
    this.adapter.use(middleware.use.bind(middleware));
  }
}
