import type { Request, Response } from 'express';
import { pathOf } from './reactor-paths.js';

/**
 * Sends a browser from `/play` to `/play/`, where a page's own addresses are below it. The address is relative: what a
 * proxy stripped from the path stays in front of it.
 */
export function addSlash(request: Request, response: Response): void {
  const name = pathOf(request).split('/').at(-1) ?? '';
  response.redirect(308, `./${name}/`);
}
