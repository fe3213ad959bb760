import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { ReactorError } from '../../errors/index.js';
import { joinPath } from '../http/join-path.js';
import { pathOf } from '../http/reactor-paths.js';
import { securePage } from '../http/security-headers.js';
import { Surface } from '../http/surface.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { describeHttp } from './http-document.js';

const secure = securePage({
  imgSrc: ["'self'", 'data:'],
  // Swagger UI sets styles on its elements.
  styleSrc: ["'self'", "'unsafe-inline'"],
});

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>HTTP API</title>
    <link rel="stylesheet" href="swagger-ui.css">
  </head>
  <body>
    <div id="docs"></div>
    <script src="swagger-ui-bundle.js"></script>
    <script src="start.js"></script>
  </body>
</html>
`;

/** The badge would have the document checked by a server of somebody else's. */
const START = `SwaggerUIBundle({ url: 'openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null });\n`;

const UI_FILES: ReadonlySet<string> = new Set(['swagger-ui.css', 'swagger-ui-bundle.js']);

/** Serves Swagger UI for the HTTP surface, and the document, at the path that the options name below the surface's base. */
@Injectable()
export class DocsMiddleware {
  private readonly ownPath: string | undefined;
  private readonly files: RequestHandler | undefined;

  /** Throws `bad_configuration` where the page is wanted and its package is not installed. */
  constructor(
    private readonly surface: Surface,
    @Inject(SIGNALING_OPTIONS) { docs }: SignalingOptions,
  ) {
    if (docs === false) return;
    this.ownPath = joinPath(docs === true ? 'docs' : docs.path);
    this.files = express.static(findSwaggerUi(), { index: false, fallthrough: true });
  }

  use(request: Request, response: Response, next: NextFunction): void {
    const found = this.surface.paths.below(pathOf(request));
    const asked = found?.path ?? '';
    const read = request.method === 'GET' || request.method === 'HEAD';
    const path = this.ownPath;
    if (found === undefined || path === undefined || !read || (asked !== path && !asked.startsWith(`${path}/`))) {
      next();
      return;
    }
    secure(request, response);
    const file = asked.slice(path.length + 1);
    if (asked === path) response.redirect(308, `${found.base}${path}/`);
    else if (file === '') response.type('html').send(PAGE);
    else if (file === 'start.js') response.type('js').send(START);
    else if (file === 'openapi.json') response.json(describeHttp(found.base));
    else if (UI_FILES.has(file)) this.serve(file, request, response, next);
    else next();
  }

  private serve(file: string, request: Request, response: Response, next: NextFunction): void {
    const { url } = request;
    request.url = `/${file}`;
    this.files?.(request, response, (error?: unknown) => {
      request.url = url;
      next(error);
    });
  }
}

function findSwaggerUi(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  } catch (error) {
    throw new ReactorError(
      'bad_configuration',
      'signaling.docs wants Swagger UI, which is not installed; run npm install swagger-ui-dist, or set docs to false',
      { cause: error },
    );
  }
}
