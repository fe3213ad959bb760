import { Inject, Injectable, Optional, RequestMethod } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { ROUTE_OPTIONS, type RouteOption } from '../../routes/index.js';
import { applicationConfigOf } from '../application-config.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { ReactorPaths } from './reactor-paths.js';

/**
 * Where this application has the framework's routes, page and socket: under its global prefix, and below that under
 * `signaling.path`. Read on first use, after the application has set its prefix.
 */
@Injectable()
export class Surface {
  private read: ReactorPaths | undefined;

  constructor(
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
    private readonly moduleRef: ModuleRef,
    @Optional() @Inject(ROUTE_OPTIONS) private readonly given: ReadonlySet<RouteOption> = new Set(),
  ) {}

  get paths(): ReactorPaths {
    this.read ??= this.readPaths();
    return this.read;
  }

  /** Without a slash at the end: `/api/stream`, or nothing. */
  get base(): string {
    return this.paths.base;
  }

  isSocketPath(path: string): boolean {
    return this.paths.below(path)?.path === '/signaling';
  }

  /** Beside the signalling socket's, so that a proxy that forwards that one forwards both. */
  isMediaSocketPath(path: string): boolean {
    return this.paths.below(path)?.path === '/signaling/media';
  }

  private readPaths(): ReactorPaths {
    const config = applicationConfigOf(this.moduleRef);
    const { exclude = [] } = config?.getGlobalPrefixOptions() ?? {};
    return new ReactorPaths({
      globalPrefix: config?.getGlobalPrefix() ?? '',
      path: this.options.path,
      options: this.given,
      excludes: (method, path) =>
        exclude.some(
          ({ requestMethod, pathRegex }) =>
            (requestMethod === RequestMethod.ALL || RequestMethod[requestMethod] === method) && pathRegex.test(path),
        ),
    });
  }
}
