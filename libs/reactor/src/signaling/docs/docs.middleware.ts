import { Inject, Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { addSlash } from '../rest/add-slash.js';
import { ForwardedAddress } from '../rest/forwarded-address.js';
import { joinPath } from '../rest/join-path.js';
import { pathOf } from '../rest/reactor-paths.js';
import { securePage } from '../rest/security-headers.js';
import { Surface } from '../rest/surface.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { DOCS_ASSETS } from './docs-page.assets.js';
import { renderDocsPage, type ShownDocument } from './docs-page.js';
import { describeHttp } from './http-document.js';
import { describeSocket } from './socket-document.js';

const secure = securePage({});

/** Serves the HTTP surface's document, and a page made of it, at the path that the options name below the surface's base. */
@Injectable()
export class DocsMiddleware {
  private readonly ownPath: string | undefined;

  constructor(
    private readonly surface: Surface,
    private readonly address: ForwardedAddress,
    @Inject(SIGNALING_OPTIONS) { docs }: SignalingOptions,
  ) {
    if (docs !== false) this.ownPath = joinPath(docs === true ? 'docs' : docs.path);
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
    if (asked === path) addSlash(request, response);
    else if (file === '') response.type('html').send(pageAt(path));
    else if (file === 'openapi.json') response.json(describeHttp(this.address.pathOf(request) + found.base));
    else if (file === 'asyncapi.json') response.json(describeSocket(this.address.pathOf(request) + found.base));
    else if (Object.hasOwn(DOCS_ASSETS, file)) response.type(DOCS_ASSETS[file]!.type).send(DOCS_ASSETS[file]!.text);
    else next();
  }
}

/** The page finds the routes by its own address, whatever path prefix a proxy adds. */
function pageAt(path: string): string {
  const root = '../'.repeat(path.split('/').length - 1);
  return renderDocsPage(describeHttp() as unknown as ShownDocument, root);
}
