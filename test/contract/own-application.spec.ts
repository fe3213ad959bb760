import { type IncomingMessage, request as httpRequest } from 'node:http';
import { once } from 'node:events';
import {
  type ArgumentsHost,
  BadRequestException,
  Body,
  type CallHandler,
  Catch,
  ClassSerializerInterceptor,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  Injectable,
  Module,
  type NestInterceptor,
  Param,
  Post,
  Scope,
  VersioningType,
} from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, NestFactory, Reflector } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type InputState,
  ReactorModel,
  ReactorModule,
  ReactorPipeline,
  type Turn,
  Video,
  type VideoFrame,
} from '@nestjs-reactor/core';
import type { Request, Response } from 'express';
import { catchError, map, type Observable, of, tap, timeout } from 'rxjs';
import { until } from '../support/until.js';
import { EventReader } from './support/event-reader.js';
import { GuestApplication, type GuestApplicationOptions } from './support/guest-application.js';
import { SignalingSocket } from './support/signaling-socket.js';

class TeaError extends Error {}

@Controller('own')
class OwnController {
  @Get('tea')
  tea(): never {
    throw new TeaError('only coffee');
  }

  @Get('cup')
  cup(): object {
    return { cup: 1 };
  }

  private count = 0;

  @Get('count')
  next(): object {
    return { count: ++this.count };
  }

  @Get('bad')
  bad(): never {
    throw new BadRequestException('not so');
  }
}

@Catch(TeaError)
class TeaFilter implements ExceptionFilter {
  catch(error: Error, host: ArgumentsHost): void {
    host.switchToHttp().getResponse<Response>().status(418).json({ teapot: error.message });
  }
}

@Catch()
class EveryFilter implements ExceptionFilter {
  catch(error: Error, host: ArgumentsHost): void {
    host.switchToHttp().getResponse<Response>().status(499).json({ own: error.message });
  }
}

const JSON_TYPE = { 'content-type': 'application/json' };
const STRANGER = { origin: 'https://stranger.example' };

let guest: GuestApplication;

async function start(options: GuestApplicationOptions): Promise<void> {
  guest = await GuestApplication.start(options);
}

afterEach(() => guest?.close());

describe('filters of the application', () => {
  it('answer for its own routes, and Nest for what they leave', async () => {
    await start({ controllers: [OwnController], providers: [{ provide: APP_FILTER, useClass: TeaFilter }] });
    expect(await guest.ask('GET', '/own/tea')).toEqual([418, { teapot: 'only coffee' }]);
    expect(await guest.ask('GET', '/own/bad')).toEqual([
      400,
      { statusCode: 400, message: 'not so', error: 'Bad Request' },
    ]);
    expect(await guest.ask('GET', '/nowhere')).toEqual([
      404,
      { statusCode: 404, message: 'Cannot GET /nowhere', error: 'Not Found' },
    ]);
  });

  it.each([
    ['given as APP_FILTER', { providers: [{ provide: APP_FILTER, useClass: EveryFilter }] }],
    ['given to useGlobalFilters', { prepare: (app) => app.useGlobalFilters(new EveryFilter()) }],
  ] satisfies [string, GuestApplicationOptions][])(
    'that catch everything, %s, leave the reactor its form',
    async (_how, options) => {
      await start({ controllers: [OwnController], ...options });
      expect(await guest.ask('GET', '/own/bad')).toEqual([499, { own: 'not so' }]);
      expect(await guest.ask('GET', '/nowhere')).toEqual([499, { own: 'Cannot GET /nowhere' }]);
      expect(await guest.ask('POST', '/stop_session')).toMatchObject([409, { code: 'session_not_running' }]);
      expect(await guest.ask('PUT', '/uploads/x')).toEqual([
        404,
        { detail: 'Upload not found', code: 'unknown_upload' },
      ]);
      expect(await guest.ask('GET', '/events?since=x')).toMatchObject([422, { code: 'bad_message', field: 'since' }]);
      expect(await guest.ask('POST', '/start_session', { body: '{' })).toEqual([
        422,
        { detail: 'the body is not JSON', code: 'not_json' },
      ]);
      expect(await guest.ask('DELETE', '/session')).toEqual([
        405,
        { detail: 'Method Not Allowed', code: 'method_not_allowed' },
      ]);
      expect(await guest.ask('GET', '/sessions/s/transport/x')).toEqual([
        404,
        { detail: 'Not Found', code: 'not_found' },
      ]);
    },
  );
});

describe('interceptors of the application', () => {
  class Envelope implements NestInterceptor {
    intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
      const response = context.switchToHttp().getResponse<Response>();
      return next.handle().pipe(
        map((data: unknown) => {
          response.setHeader('x-seen', typeof data === 'string' ? 'text' : JSON.stringify(data ?? null));
          if (context.switchToHttp().getRequest<Request>().query['fail'] !== undefined) throw new Error('unforeseen');
          return { data };
        }),
      );
    }
  }

  it('see what the reactor answers and do not change it', async () => {
    await start({ controllers: [OwnController], providers: [{ provide: APP_INTERCEPTOR, useClass: Envelope }] });
    expect(await guest.ask('GET', '/own/cup')).toEqual([200, { data: { cup: 1 } }]);
    const { headers } = await fetch(`${guest.url}/health`);
    expect(headers.get('x-seen')).toBe('{"status":"healthy","state":"available","detail":null}');
    expect(await guest.ask('GET', '/ice_servers')).toEqual([200, { ice_servers: [] }]);
    expect(await guest.ask('GET', '/metrics')).toEqual([200, expect.stringMatching(/^# HELP /)]);
    const [status, session] = await guest.ask('POST', '/start_session');
    expect([status, session]).toMatchObject([200, { state: 'waiting' }]);
    const { session_id: id } = session as { session_id: string };
    expect(await guest.ask('POST', `/sessions/${id}/transport/webrtc/connections`)).toMatchObject([
      201,
      { connection_id: expect.any(Number) },
    ]);
    expect(await guest.ask('POST', '/stop_session')).toEqual([200, '']);
  });

  /** Keeps answers to GET by their address and gives them again: what a cache of Nest's does. */
  class KeepingInterceptor implements NestInterceptor {
    private readonly kept = new Map<string, unknown>();

    async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
      const { method, originalUrl } = context.switchToHttp().getRequest<Request>();
      const key = method === 'GET' ? originalUrl : undefined;
      if (key === undefined) return next.handle();
      const kept = await Promise.resolve(this.kept.get(key));
      return kept === undefined ? next.handle().pipe(tap((answer) => this.kept.set(key, answer))) : of(kept);
    }
  }

  /** The same as a provider of each request, with what it keeps elsewhere. */
  @Injectable({ scope: Scope.REQUEST })
  class ScopedKeepingInterceptor extends KeepingInterceptor {
    private static readonly shared = new KeepingInterceptor();

    override intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
      return ScopedKeepingInterceptor.shared.intercept(context, next);
    }
  }

  it.each([
    ['given as APP_INTERCEPTOR', { providers: [{ provide: APP_INTERCEPTOR, useClass: KeepingInterceptor }] }],
    ['given to useGlobalInterceptors', { prepare: (app) => app.useGlobalInterceptors(new KeepingInterceptor()) }],
    ['made for each request', { providers: [{ provide: APP_INTERCEPTOR, useClass: ScopedKeepingInterceptor }] }],
  ] satisfies [string, GuestApplicationOptions][])(
    'that keep answers, %s, keep those of the application and none of the reactor’s',
    async (_how, options) => {
      await start({ controllers: [OwnController], ...options });
      const counted = await guest.ask('GET', '/own/count');
      expect(await guest.ask('GET', '/own/count')).toEqual(counted);
      expect(await guest.ask('GET', '/health')).toMatchObject([200, { state: 'available' }]);
      expect(await guest.ask('GET', '/session')).toMatchObject([200, { state: 'ready' }]);
      const [, before] = await guest.ask('GET', '/metrics');
      const [, { session_id: id }] = (await guest.ask('POST', '/start_session')) as [number, { session_id: string }];
      expect(await guest.ask('GET', '/health')).toMatchObject([200, { state: 'serving' }]);
      expect(await guest.ask('GET', '/session')).toMatchObject([200, { state: 'waiting', session_id: id }]);
      expect((await guest.ask('GET', '/metrics'))[1]).not.toEqual(before);
      expect(await guest.ask('GET', '/schema')).toEqual(await guest.ask('GET', '/models/echo/schema'));
      const events = await EventReader.open(`${guest.url}/events?since=0`);
      await until('the start', () => events.events.some(({ data }) => data.event === 'start_session'));
      const again = await EventReader.open(`${guest.url}/events?since=0`);
      await until('the start once more', () => again.events.length === events.events.length);
      for (const reader of [events, again]) reader.response.destroy();
      const socket = await SignalingSocket.open(guest.url);
      for (let time = 0; time < 2; time++) expect(await socket.ask({ type: 'ping' })).toEqual({ type: 'pong' });
      socket.close();
    },
  );

  it.each([
    ['serialize classes', (app) => app.useGlobalInterceptors(new ClassSerializerInterceptor(app.get(Reflector)))],
    [
      'limit the time',
      (app) => app.useGlobalInterceptors({ intercept: (_, next) => next.handle().pipe(timeout(5_000)) }),
    ],
  ] satisfies [string, GuestApplicationOptions['prepare']][])(
    'that %s change nothing of what the reactor answers',
    async (_what, prepare) => {
      await start({ prepare });
      expect(await guest.ask('GET', '/health')).toEqual([200, { status: 'healthy', state: 'available', detail: null }]);
      expect(await guest.ask('POST', '/start_session')).toMatchObject([200, { state: 'waiting' }]);
      expect(await guest.ask('GET', '/metrics')).toEqual([200, expect.stringMatching(/^# HELP /)]);
      expect(await guest.ask('GET', '/schema')).toMatchObject([200, { openapi: '3.1.0' }]);
    },
  );

  it.each(['/health', '/session', '/schema', '/metrics', '/ice_servers', '/uploads/x', '/clips'])(
    'find a reply of the reactor’s that no cache may keep and that is never left out: %s',
    async (path) => {
      await start({});
      const first = await fetch(guest.url + path);
      expect(first.headers.get('cache-control')).toBe('no-store');
      const headers = { 'if-none-match': first.headers.get('etag') ?? '*', 'cache-control': 'max-age=0' };
      const second = await fetch(guest.url + path, { headers });
      expect([second.status, await second.text()]).toEqual([first.status, expect.stringMatching(/./)]);
    },
  );

  it('that hide a failure, or answer instead of it, change no refusal, and no route runs twice', async () => {
    const calls: string[] = [];
    const prepare: GuestApplicationOptions['prepare'] = (app) =>
      app.useGlobalInterceptors({
        intercept: (context, next) => {
          calls.push(context.getHandler().name);
          return next.handle().pipe(catchError(() => of({ all: 'is well' })));
        },
      });
    await start({ prepare, controllers: [OwnController] });
    expect(await guest.ask('GET', '/own/bad')).toEqual([200, { all: 'is well' }]);
    expect(await guest.ask('POST', '/sdp_params', { body: '{}' })).toMatchObject([400, { code: 'no_session' }]);
    expect(await guest.ask('PUT', '/uploads/x')).toMatchObject([404, { code: 'unknown_upload' }]);
    expect(calls).toEqual(['bad', 'offer', 'send']);
    const [, metrics] = await guest.ask('GET', '/metrics');
    expect(metrics).toContain('edge="http",code="unknown_upload"} 1');
  });

  it('fail in the contract’s form', async () => {
    await start({ providers: [{ provide: APP_INTERCEPTOR, useClass: Envelope }] });
    expect(await guest.ask('GET', '/session?fail')).toMatchObject([500, { code: 'internal_error' }]);
  });
});

describe('enableCors of the application', () => {
  const PAGE = 'https://app.example';
  const prepare: GuestApplicationOptions['prepare'] = (app) =>
    app.enableCors({ credentials: true, origin: [PAGE, 'https://own.example'] });
  const LISTED = { allowedOrigins: [PAGE], allowCredentials: true };

  /** The raw headers: fetch would join two of a name. */
  async function ask(method: string, path: string, origin: string): Promise<{ status: number; headers: string[][] }> {
    const preflight = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' };
    const headers = { origin, ...(method === 'OPTIONS' ? preflight : {}) };
    const request = httpRequest(guest.url + path, { method, headers, agent: false });
    request.end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    const raw = response.rawHeaders;
    const pairs = raw.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), raw[i + 1]!]] : []));
    return { status: response.statusCode!, headers: pairs };
  }

  const valuesOf = (headers: string[][], name: string): string[] =>
    headers.filter(([key]) => key === name).map(([, value]) => value!);

  it.each([
    ['GET', '/health', 200],
    ['OPTIONS', '/health', 204],
    ['GET', '/own/cup', 200],
    ['OPTIONS', '/own/cup', 204],
  ])('with the same in the options names the page once, with credentials: %s %s', async (method, path, status) => {
    await start({ prepare, signaling: LISTED, controllers: [OwnController] });
    const reply = await ask(method, path, PAGE);
    expect(reply.status).toBe(status);
    expect(valuesOf(reply.headers, 'access-control-allow-origin')).toEqual([PAGE]);
    expect(valuesOf(reply.headers, 'access-control-allow-credentials')).toEqual(['true']);
    expect(valuesOf(reply.headers, 'vary').join()).toMatch(/\bOrigin\b/);
    if (method === 'GET') return;
    expect(valuesOf(reply.headers, 'access-control-allow-methods').join()).toContain('GET');
    expect(valuesOf(reply.headers, 'access-control-allow-headers')).toEqual(['authorization']);
  });

  it('is alone on its own routes, and without it in the options a preflight of ours allows no credentials', async () => {
    await start({ prepare, controllers: [OwnController] });
    const ours = (await ask('OPTIONS', '/health', PAGE)).headers;
    expect(valuesOf(ours, 'access-control-allow-origin')).toEqual(['*']);
    expect(valuesOf(ours, 'access-control-allow-credentials')).toEqual([]);
    const own = (await ask('OPTIONS', '/own/cup', PAGE)).headers;
    expect(valuesOf(own, 'access-control-allow-origin')).toEqual([PAGE]);
    expect(valuesOf(own, 'access-control-allow-credentials')).toEqual(['true']);
  });

  it.each(['/health', '/own/cup'])('gives no credentials to a page that neither lists: %s', async (path) => {
    await start({ prepare, controllers: [OwnController] });
    for (const method of ['GET', 'OPTIONS']) {
      const { headers } = await ask(method, path, STRANGER.origin);
      expect(valuesOf(headers, 'access-control-allow-origin')).not.toContain(STRANGER.origin);
      // A browser accepts no credentials where all origins are allowed.
      expect(valuesOf(headers, 'access-control-allow-origin').filter((value) => value !== '*')).toEqual([]);
    }
  });

  it('does not open our routes to a page that our options do not list', async () => {
    await start({ prepare, signaling: LISTED });
    const reply = await ask('GET', '/health', 'https://own.example');
    expect(reply.status).toBe(403);
  });
});

describe('TURN credentials that last', () => {
  const session = { iceServers: [{ uris: ['turn:t.example'], credentials: { username: 'u', password: 'north' } }] };

  it.each([
    ['a warning at the start without authorize', {}, 1],
    ['none with it', { authorize: () => true }, 0],
  ])('bring %s', async (_what, signaling, count) => {
    await start({ session, signaling });
    const warnings = guest.logged.filter((line) => line.includes('TURN credentials that do not end'));
    expect(warnings).toHaveLength(count);
    expect(guest.logged.join()).not.toContain('north');
  });
});

describe('a global prefix', () => {
  const prepare: GuestApplicationOptions['prepare'] = (app) => app.setGlobalPrefix('api');

  it('has the whole surface under it', async () => {
    await start({ prepare, signaling: { docs: true } });
    expect(await guest.ask('GET', '/api/session')).toMatchObject([200, { state: 'ready' }]);
    expect(await guest.ask('GET', '/api/models/echo/health')).toMatchObject([200, { state: 'available' }]);
    expect((await guest.ask('GET', '/session'))[0]).toBe(404);
    expect(await guest.ask('DELETE', '/api/session')).toMatchObject([405, { code: 'method_not_allowed' }]);
    expect(await guest.ask('GET', '/api/')).toEqual([200, expect.stringContaining('name="reactor-base" content="./"')]);
    expect((await guest.ask('GET', '/api/docs/'))[0]).toBe(200);
    const [, document] = await guest.ask('GET', '/api/docs/openapi.json');
    expect(document).toMatchObject({ servers: [{ url: '/api/' }, { url: '/api/models/{model}' }] });
  });

  it('changes nothing of what a body may be', async () => {
    await start({ prepare });
    const post = async (path: string, bytes: number): Promise<[number, unknown]> =>
      await guest.ask('POST', `/api/${path}`, { body: `{"a":"${'x'.repeat(bytes - 8)}"}` });
    const tooLarge = [413, { code: 'message_too_large' }];
    expect(await post('start_session', 65_537)).toMatchObject(tooLarge);
    expect(await post('start_session', 65_536)).toMatchObject([200, { state: 'waiting' }]);
    expect(await post('stop_session', 16_385)).toMatchObject(tooLarge);
    // More than Nest's own parser would take.
    expect(await post('sdp_params', 1_048_576)).toMatchObject([422, { code: 'bad_message' }]);
    expect(await post('sdp_params', 1_048_577)).toMatchObject(tooLarge);
    expect(await guest.ask('POST', '/api/stop_session', { body: '{' })).toMatchObject([422, { code: 'not_json' }]);
  });

  it('keeps strangers out, and lets those in who are allowed', async () => {
    await start({ prepare, signaling: { allowedOrigins: ['https://app.example'] } });
    expect(await guest.ask('GET', '/api/session', { headers: STRANGER })).toMatchObject([403, { code: 'forbidden' }]);
    const preflight = await fetch(`${guest.url}/api/session`, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'GET' },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([
      204,
      'https://app.example',
    ]);
  });

  it('has files sent under it, as JSON even', async () => {
    await start({ prepare });
    const [, session] = await guest.ask('POST', '/api/start_session');
    const { session_id: id } = session as { session_id: string };
    const [, ticket] = await guest.ask('POST', `/api/models/echo/sessions/${id}/uploads`, {
      body: JSON.stringify({ name: 'a.json', size: 2, mime_type: 'application/json' }),
    });
    const { presigned_url } = ticket as { presigned_url: string };
    expect(presigned_url).toMatch(new RegExp(`^${guest.url}/api/uploads/`));
    const sent = await fetch(presigned_url, { method: 'PUT', body: '{x', headers: JSON_TYPE });
    expect(sent.status).toBe(200);
  });

  it('leaves out what the application leaves out of it', async () => {
    await start({
      prepare: (app) => app.setGlobalPrefix('api', { exclude: ['health'] }),
      signaling: { allowedOrigins: [] },
    });
    expect(await guest.ask('GET', '/health')).toMatchObject([200, { state: 'available' }]);
    expect(await guest.ask('GET', '/health', { headers: STRANGER })).toMatchObject([403, { code: 'forbidden' }]);
    expect(await guest.ask('POST', '/health')).toMatchObject([405, { code: 'method_not_allowed' }]);
    expect(await guest.ask('GET', '/api/session')).toMatchObject([200, { state: 'ready' }]);
  });
});

describe('versions of the application', () => {
  it('are none of the reactor’s', async () => {
    await start({
      controllers: [OwnController],
      prepare: (app) => app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
    });
    expect((await guest.ask('GET', '/v1/own/bad'))[0]).toBe(400);
    expect(await guest.ask('GET', '/session')).toMatchObject([200, { state: 'ready' }]);
    expect(await guest.ask('GET', '/metrics')).toEqual([200, expect.stringContaining('reactor_')]);
  });
});

describe('the edge', () => {
  it('reads paths as the router does', async () => {
    await start({ signaling: { allowedOrigins: [] } });
    const { port } = new URL(guest.url);
    for (const path of ['/START_SESSION', 'http://elsewhere/start_session', '/start_session#x', '/Start_Session/?a']) {
      const request = httpRequest({ host: '127.0.0.1', port, path, method: 'POST', headers: STRANGER });
      request.end();
      const [response] = (await once(request, 'response')) as [{ statusCode: number; resume(): void }];
      response.resume();
      expect([path, response.statusCode]).toEqual([path, 403]);
    }
  });
});

@Controller()
class ClashingController {
  @Post('session')
  logIn(@Body() body: unknown): unknown {
    return { in: body };
  }

  @Get('uploads/:id')
  file(@Param('id') id: string): string {
    return `file ${id}`;
  }

  @Get('health')
  health(): string {
    return 'own health';
  }

  @Get()
  home(): string {
    return 'own home';
  }
}

describe('routes of the application at the reactor’s paths', () => {
  it('keep the methods that the reactor does not have, and their bodies', async () => {
    await start({ controllers: [ClashingController] });
    const body = '{"a":1}';
    expect(await guest.ask('POST', '/session', { body, headers: JSON_TYPE })).toEqual([201, { in: { a: 1 } }]);
    expect(await guest.ask('GET', '/uploads/7')).toEqual([200, 'file 7']);
    expect(await guest.ask('DELETE', '/session')).toMatchObject([405, { code: 'method_not_allowed' }]);
    const { headers } = await fetch(`${guest.url}/uploads/7`);
    expect(headers.get('content-security-policy')).toBeNull();
  });

  it('go before the page', async () => {
    await start({ controllers: [ClashingController] });
    expect(await guest.ask('GET', '/')).toEqual([200, 'own home']);
    expect(guest.logged).toContainEqual(
      "the application's route GET / answers instead of the page at /; give the page another path, " +
        "signaling: { playground: { path: '/play' } }, or set it to false",
    );
  });

  it('are told of at the start where they answer for the reactor', async () => {
    await start({ controllers: [ClashingController], reactorLast: true, signaling: { playground: false } });
    expect(await guest.ask('GET', '/health')).toEqual([200, 'own health']);
    expect(guest.logged).toEqual([
      "the application's route GET /health answers GET /health instead of the reactor; " +
        "give the reactor its own path: signaling: { path: '/stream' }",
    ]);
  });

  it('are told of at the start where the reactor answers for them', async () => {
    await start({ controllers: [ClashingController], signaling: { playground: false } });
    expect(await guest.ask('GET', '/health')).toMatchObject([200, { state: 'available' }]);
    expect(guest.logged).toEqual([
      "the reactor answers GET /health instead of the application's route GET /health; " +
        "give the reactor its own path: signaling: { path: '/stream' }",
    ]);
  });

  it('are told of once where one takes many', async () => {
    @Controller()
    class PagesController {
      @Get(':page')
      page(@Param('page') page: string): string {
        return page;
      }
    }
    await start({ controllers: [PagesController], reactorLast: true, signaling: { playground: false } });
    expect(guest.logged).toHaveLength(1);
    expect(guest.logged[0]).toMatch(
      /^the application's route GET \/:page answers GET \/session, GET \/waiting, GET \/schema, GET \/health, /,
    );
  });
});

describe('signaling.path', () => {
  it('has the whole surface below it, and leaves the rest to the application', async () => {
    await start({ controllers: [ClashingController], reactorLast: true, signaling: { path: '/stream/', docs: true } });
    expect(await guest.ask('GET', '/stream/session')).toMatchObject([200, { state: 'ready' }]);
    expect(await guest.ask('GET', '/stream/health')).toMatchObject([200, { state: 'available' }]);
    expect(await guest.ask('GET', '/stream/')).toEqual([200, expect.stringContaining('content="./"')]);
    expect((await guest.ask('GET', '/stream/docs/'))[0]).toBe(200);
    expect(await guest.ask('GET', '/health')).toEqual([200, 'own health']);
    expect(await guest.ask('GET', '/')).toEqual([200, 'own home']);
    expect(await guest.ask('GET', '/schema')).toMatchObject([404, { message: 'Cannot GET /schema' }]);
    expect(guest.logged).toEqual([]);
  });

  it('lies below a global prefix', async () => {
    await start({ prepare: (app) => app.setGlobalPrefix('api'), signaling: { path: 'stream' } });
    expect(await guest.ask('GET', '/api/stream/session')).toMatchObject([200, { state: 'ready' }]);
  });

  it('must be a path', async () => {
    await expect(start({ signaling: { path: '/a?b' } })).rejects.toMatchObject({ code: 'bad_configuration' });
  });
});

class Output {
  @Video() mainVideo!: VideoFrame;
}

/** Is never loaded: the application does not come so far. */
@ReactorModel({ name: 'nowhere', file: 'file:///nowhere.js', output: Output })
class Nowhere extends ReactorPipeline<InputState, Output> {
  *inference(): Generator<Turn<Output>, void, void> {}
}

describe('an application that is not served by Express', () => {
  it('does not start, and says what to do', async () => {
    class OtherAdapter extends ExpressAdapter {
      override getType(): string {
        return 'fastify';
      }
    }
    class App {}
    Module({ imports: [ReactorModule.forRoot({ models: [Nowhere] })] })(App);
    const app = await NestFactory.create(App, new OtherAdapter(), { logger: false, abortOnError: false });
    await expect(app.init()).rejects.toMatchObject({
      code: 'bad_configuration',
      message: expect.stringContaining('@nestjs/platform-express'),
    });
    await app.close();
  });
});
