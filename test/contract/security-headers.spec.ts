import { Controller, Get, Module, Put, Req } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type InputState,
  ReactorModel,
  ReactorModule,
  ReactorPipeline,
  type Turn,
  Video,
  type VideoFrame,
} from '@nestjs-reactor/core';
import type { Request } from 'express';

@Controller('own')
class OwnController {
  @Get()
  read(): string {
    return 'own';
  }

  @Put()
  write(@Req() request: Request): unknown {
    return request.body;
  }
}

class Output {
  @Video() mainVideo!: VideoFrame;
}

/** Is never loaded: what is asked here, no model answers. */
@ReactorModel({ name: 'nowhere', file: 'file:///nowhere.js', output: Output })
class Nowhere extends ReactorPipeline<InputState, Output> {
  *inference(): Generator<Turn<Output>, void, void> {}
}

@Module({
  imports: [
    ReactorModule.forRoot({ models: [Nowhere], signaling: { docs: true }, inference: { closeTimeoutMs: 100 } }),
  ],
  controllers: [OwnController],
})
class OwnApp {}

let app: NestExpressApplication;
let url: string;

/** An application as anybody makes it, with Nest's own body parsers. */
beforeAll(async () => {
  app = await NestFactory.create<NestExpressApplication>(OwnApp, { logger: false, forceCloseConnections: true });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(() => app.close());

describe('an answer that is data', () => {
  it.each([
    ['GET', '/session', 200],
    ['GET', '/metrics', 200],
    ['PUT', '/uploads/x', 404],
    ['POST', '/health', 405],
    ['OPTIONS', '/start_session', 204],
  ])('is neither run nor framed, and pages elsewhere may load it: %s %s', async (method, path, status) => {
    const response = await fetch(url + path, { method });
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
    });
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(response.headers.get('strict-transport-security')).toBeNull();
  });
});

describe('a page of the framework', () => {
  it('runs its own files alone, and may talk to its server', async () => {
    const response = await fetch(`${url}/`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')?.split(';')).toEqual([
      "default-src 'self'",
      "object-src 'none'",
      "base-uri 'self'",
      "form-action 'self'",
      "frame-ancestors 'self'",
      "connect-src 'self' ws: wss:",
      "media-src 'self' blob:",
      "img-src 'self' data: blob:",
      "style-src 'self' 'unsafe-inline'",
    ]);
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(response.headers.get('x-powered-by')).toBeNull();
  });

  it('gives its player to pages anywhere, and new each time', async () => {
    const { status, headers } = await fetch(`${url}/reactor-player.js`);
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      'no-cache',
    ]);
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('etag')).not.toBeNull();
  });

  it('has nothing in it that its policy forbids', async () => {
    for (const path of ['/', '/docs/']) {
      const page = await (await fetch(url + path)).text();
      expect(page).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>|\son\w+=|(?:src|href)="https?:/i);
    }
  });
});

describe('the application', () => {
  it('keeps its own headers', async () => {
    const { headers } = await fetch(`${url}/own`);
    expect(headers.get('content-security-policy')).toBeNull();
    expect(headers.get('cross-origin-resource-policy')).toBeNull();
  });

  it('keeps its own body parsers', async () => {
    const response = await fetch(`${url}/own`, {
      method: 'PUT',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    });
    expect(await response.json()).toEqual({ a: 1 });
  });

  it.each([
    ['JSON', 'application/json', '{"not json'],
    ['more JSON than its parser takes', 'application/json', JSON.stringify('x'.repeat(200_000))],
    ['a form', 'application/x-www-form-urlencoded', 'a=1'],
  ])('does not read a file of %s for a body', async (_what, type, body) => {
    const response = await fetch(`${url}/uploads/x`, { method: 'PUT', body, headers: { 'content-type': type } });
    expect([response.status, await response.json()]).toEqual([
      404,
      { detail: 'Upload not found', code: 'unknown_upload' },
    ]);
  });

  it('does not bound the bodies of the framework’s routes', async () => {
    const response = await fetch(`${url}/start_session`, {
      method: 'POST',
      body: JSON.stringify({ note: 'x'.repeat(200_000) }),
      headers: { 'content-type': 'application/json' },
    });
    expect(await response.json()).toMatchObject({ code: expect.stringMatching(/^model_/) });
  });
});
