import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { assetsDirectory } from '@nestjs-reactor/playground';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { addSlash } from '../rest/add-slash.js';
import { joinPath } from '../rest/join-path.js';
import { pathOf } from '../rest/reactor-paths.js';
import { securePage } from '../rest/security-headers.js';
import { Surface } from '../rest/surface.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';

const secure = securePage({
  // Browsers do not agree that 'self' covers a socket to the same host.
  connectSrc: ["'self'", 'ws:', 'wss:'],
  mediaSrc: ["'self'", 'blob:'],
  imgSrc: ["'self'", 'data:', 'blob:'],
  styleSrc: ["'self'", "'unsafe-inline'"],
});

/** The player is loaded by pages anywhere, and keeps its name. */
const PLAYER = '/reactor-player.js';

const ONE_YEAR_MS = 365 * 24 * 3600 * 1000;

/**
 * Serves the page and its files at the path that the options name, and the player at the surface's base, where its script finds
 * the server's routes; other requests pass.
 */
@Injectable()
export class PlaygroundMiddleware {
  private readonly ownPath: string | undefined;
  private readonly files: RequestHandler;

  constructor(
    private readonly surface: Surface,
    @Inject(SIGNALING_OPTIONS) { playground }: SignalingOptions,
  ) {
    // `play`, `/play` and `/play/` are all `/play/`.
    this.ownPath = playground === false ? undefined : `${joinPath(playground === true ? '' : playground.path)}/`;
    // Names of built files change with their content.
    this.files = express.static(assetsDirectory, {
      index: false,
      immutable: true,
      maxAge: ONE_YEAR_MS,
      fallthrough: true,
    });
  }

  /** Its path, with a slash at the end; undefined where disabled. */
  get path(): string | undefined {
    return this.ownPath === undefined ? undefined : this.surface.base + this.ownPath;
  }

  use(request: Request, response: Response, next: NextFunction): void {
    const { ownPath } = this;
    const found = this.surface.paths.below(pathOf(request));
    if (found === undefined || ownPath === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) {
      next();
      return;
    }
    const asked = found.path;
    if (asked === PLAYER) {
      secure(request, response);
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin').setHeader('Access-Control-Allow-Origin', '*');
      response.sendFile(
        PLAYER,
        { root: assetsDirectory, cacheControl: false, headers: { 'Cache-Control': 'no-cache' } },
        next,
      );
      return;
    }
    if (asked === ownPath || `${asked}/` === ownPath) {
      secure(request, response);
      if (asked !== ownPath) addSlash(request, response);
      else void this.sendPage(ownPath, response, next);
      return;
    }
    if (!asked.startsWith(`${ownPath}assets/`)) {
      next();
      return;
    }
    secure(request, response);
    const url = request.url;
    request.url = asked.slice(ownPath.length - 1);
    this.files(request, response, (error?: unknown) => {
      request.url = url;
      next(error);
    });
  }

  private async sendPage(path: string, response: Response, next: NextFunction): Promise<void> {
    try {
      response
        .setHeader('Cache-Control', 'no-cache')
        .type('html')
        .send(await this.render(path));
    } catch (error) {
      next(error);
    }
  }

  /** Read each time: the page may be rebuilt under a running server, and then references other files. */
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
 * The surface's base seen from the page, `../` from `/play/`. Relative, so that it also holds behind a proxy that serves
 * all of this under a path of its own.
 */
export function apiBase(path: string): string {
  const depth = path.split('/').length - 2;
  return depth === 0 ? './' : '../'.repeat(depth);
}
