import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, type NestMiddleware } from '@nestjs/common';
import { assetsDirectory } from '@nestjs-reactor/playground';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { pathOf } from '../http/reactor-paths.js';
import { securePage } from '../http/security-headers.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';

const secure = securePage({
  // Browsers do not agree that 'self' covers a socket to the same host.
  connectSrc: ["'self'", 'ws:', 'wss:'],
  mediaSrc: ["'self'", 'blob:'],
  imgSrc: ["'self'", 'data:', 'blob:'],
  styleSrc: ["'self'", "'unsafe-inline'"],
});

const ONE_YEAR_MS = 365 * 24 * 3600 * 1000;

/** Serves the page and its files at the path that the options name; everything else passes by. */
@Injectable()
export class PlaygroundMiddleware implements NestMiddleware {
  private readonly path: string | undefined;
  private readonly files: RequestHandler;

  constructor(@Inject(SIGNALING_OPTIONS) { playground }: SignalingOptions) {
    this.path = playground === false ? undefined : normalise(playground === true ? '/' : playground.path);
    // Names of built files change with their content.
    this.files = express.static(assetsDirectory, {
      index: false,
      immutable: true,
      maxAge: ONE_YEAR_MS,
      fallthrough: true,
    });
  }

  use(request: Request, response: Response, next: NextFunction): void {
    const path = this.path;
    if (path === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) {
      next();
      return;
    }
    const asked = pathOf(request);
    if (asked === path || `${asked}/` === path) {
      secure(request, response);
      if (asked !== path) response.redirect(308, path);
      else
        void this.render(path).then((page) => response.setHeader('Cache-Control', 'no-cache').type('html').send(page));
      return;
    }
    if (!asked.startsWith(`${path}assets/`)) {
      next();
      return;
    }
    secure(request, response);
    const url = request.url;
    request.url = asked.slice(path.length - 1);
    this.files(request, response, (error?: unknown) => {
      request.url = url;
      next(error);
    });
  }

  /** Read each time: the page may be built anew under a running server, and then names other files. */
  private async render(path: string): Promise<string> {
    try {
      const page = await readFile(join(assetsDirectory, 'index.html'), 'utf8');
      return page.replace(BASE, `$1${apiBase(path)}$2`);
    } catch {
      return '<!doctype html><title>Not built</title><p>The page is not built yet. Run <code>npm run build</code>, then reload.';
    }
  }
}

/** Where the page reads that the server's routes begin. */
const BASE = /(<meta name="reactor-base" content=")[^"]*(")/;

/**
 * The server's routes seen from the page, `../` from `/play/`. Relative, so that it also holds behind a proxy that serves
 * all of this under a path of its own.
 */
export function apiBase(path: string): string {
  const depth = path.split('/').length - 2;
  return depth === 0 ? './' : '../'.repeat(depth);
}

/** `play`, `/play` and `/play/` are all `/play/`. */
function normalise(path: string): string {
  const inner = path.split('/').filter((part) => part !== '');
  return inner.length === 0 ? '/' : `/${inner.join('/')}/`;
}
