import { once } from 'node:events';
import {
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  Catch,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
  UnauthorizedException,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, ModuleRef } from '@nestjs/core';
import { WsAdapter } from '@nestjs/platform-ws';
import { MessageBody, SubscribeMessage, WebSocketGateway, WsException } from '@nestjs/websockets';
import { afterEach, describe, expect, it } from '@jest/globals';
import { map, type Observable } from 'rxjs';
import { WebSocket, WebSocketServer } from 'ws';
import { until } from '../support/until.js';
import { GuestApplication, type GuestApplicationOptions } from './support/guest-application.js';
import { SignalingSocket } from './support/signaling-socket.js';

/** Speaks in the words of ours. */
@WebSocketGateway({ path: '/chat' })
class ChatGateway {
  @SubscribeMessage('join')
  join(@MessageBody() room: unknown): unknown {
    return { event: 'joined-room', data: room };
  }
}

/** What libraries do that serve sockets of their own kind: they refuse every path that they do not know. */
class JealousAdapter extends WsAdapter {
  override create(): WebSocketServer {
    return new WebSocketServer({ server: this.httpServer as never, path: '/chat' });
  }
}

/** Sends one message to the application's gateway. */
async function chat(url: string): Promise<unknown> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/chat`);
  await once(socket, 'open');
  socket.send(JSON.stringify({ event: 'join', data: 'kitchen' }));
  const [data] = (await once(socket, 'message')) as [Buffer];
  socket.close();
  return JSON.parse(data.toString());
}

let guest: GuestApplication;

async function start(options: GuestApplicationOptions): Promise<SignalingSocket> {
  guest = await GuestApplication.start(options);
  return await SignalingSocket.open(guest.url);
}

afterEach(() => guest?.close());

describe('a gateway of the application', () => {
  it.each([
    ['the adapter that it has anyway', () => {}],
    ['Nest’s adapter for plain sockets', (app) => app.useWebSocketAdapter(new WsAdapter(app))],
    ['an adapter that refuses other paths', (app) => app.useWebSocketAdapter(new JealousAdapter(app))],
  ] satisfies [string, GuestApplicationOptions['prepare']][])(
    'is served beside the reactor’s by %s, even with the same words',
    async (_which, prepare) => {
      const socket = await start({ providers: [ChatGateway], prepare });
      expect(await chat(guest.url)).toEqual({ event: 'joined-room', data: 'kitchen' });
      expect(await socket.ask({ type: 'join' })).toMatchObject({ type: 'joined' });
      expect(await socket.ask({ type: 'join' })).toMatchObject({ type: 'error', error: { code: 'already_joined' } });
    },
  );

  it('is closed with the application, and the reactor’s clients hear of it', async () => {
    const socket = await start({
      providers: [ChatGateway],
      prepare: (app) => app.useWebSocketAdapter(new JealousAdapter(app)),
    });
    await guest.close();
    await until('the close', () => socket.closed);
    expect(socket.closed?.code).toBe(1001);
  });

  it('is not needed: an upgrade that nobody takes is ended', async () => {
    await start({});
    const stranger = new WebSocket(`${guest.url.replace('http', 'ws')}/chat`);
    const [error] = (await once(stranger, 'error')) as [Error];
    expect(error.message).toBe('socket hang up');
  });
});

describe('a way around the reactor’s adapter', () => {
  it('ends the start, and says what to do', async () => {
    const prepare: GuestApplicationOptions['prepare'] = (app) => {
      Object.assign(app.get(ModuleRef)['container'].applicationConfig!, { ioAdapter: new WsAdapter(app) });
    };
    await expect(GuestApplication.start({ prepare })).rejects.toMatchObject({
      code: 'bad_configuration',
      message: expect.stringContaining('useWebSocketAdapter'),
    });
  });
});

describe('what the application has for all of its routes', () => {
  it('does not change what is answered on the socket', async () => {
    class Envelope implements NestInterceptor {
      intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
        return next.handle().pipe(map((data: unknown) => ({ data })));
      }
    }
    const socket = await start({ providers: [{ provide: APP_INTERCEPTOR, useClass: Envelope }] });
    expect(await socket.ask({ type: 'ping' })).toEqual({ type: 'pong' });
    expect(await socket.ask({ type: 'join' })).toMatchObject({ type: 'joined', session: { state: 'streaming' } });
    expect(await socket.ask({ type: 'schema' })).toMatchObject({ type: 'schema', schema: { openapi: '3.1.0' } });
  });

  it.each<[string, () => boolean, string, string]>([
    ['says no', () => false, 'forbidden', 'Forbidden resource'],
    [
      'asks who it is',
      () => {
        throw new UnauthorizedException('who are you?');
      },
      'unauthorized',
      'who are you?',
    ],
    [
      'refuses in the words of sockets',
      () => {
        throw new WsException('members only');
      },
      'forbidden',
      'members only',
    ],
    [
      'refuses with a status',
      () => {
        throw new WsException({ status: 429, message: 'slowly' });
      },
      'rate_limited',
      'slowly',
    ],
  ])('may refuse on the socket: a guard that %s', async (_what, canActivate, code, message) => {
    class Guard implements CanActivate {
      canActivate = canActivate;
    }
    const socket = await start({ providers: [{ provide: APP_GUARD, useClass: Guard }] });
    expect(await socket.ask({ type: 'join' })).toEqual({ type: 'error', error: { code, message } });
    expect(guest.logged).toEqual([]);
  });

  it('shows a guard the request that the socket came with', async () => {
    const seen: unknown[] = [];
    class Guard implements CanActivate {
      canActivate(context: ExecutionContext): boolean {
        if (context.getType() !== 'ws') return true;
        const { upgradeReq } = context.switchToWs().getClient<{ upgradeReq: { headers: Record<string, string> } }>();
        seen.push(upgradeReq.headers['authorization']);
        return true;
      }
    }
    guest = await GuestApplication.start({ providers: [{ provide: APP_GUARD, useClass: Guard }] });
    const socket = await SignalingSocket.open(guest.url, { authorization: 'Bearer abc' });
    expect(await socket.ask({ type: 'ping' })).toEqual({ type: 'pong' });
    expect(seen).toEqual(['Bearer abc']);
  });

  it('is named apart where it fails on the socket: a guard that reads a path', async () => {
    class PathGuard implements CanActivate {
      canActivate(context: ExecutionContext): boolean {
        return !context.switchToHttp().getRequest<{ path: string }>().path.startsWith('/private');
      }
    }
    const socket = await start({ providers: [{ provide: APP_GUARD, useClass: PathGuard }] });
    expect(await guest.ask('GET', '/health')).toMatchObject([200, { state: 'available' }]);
    expect(await socket.ask({ type: 'join' })).toEqual({
      type: 'error',
      error: {
        code: 'application_failed',
        message:
          'a guard or an interceptor of the server’s application failed on this message; its log names the error',
      },
    });
    expect(guest.logged[0]).toMatch(
      /^a global guard or interceptor of the application failed on the signalling socket: .*startsWith.*reactorRequestOf/,
    );
  });

  it('does not answer for the socket: a filter that catches everything', async () => {
    @Catch()
    class EveryFilter implements ExceptionFilter {
      catch(error: Error, host: ArgumentsHost): void {
        host
          .switchToWs()
          .getClient<WebSocket>()
          .send(JSON.stringify({ own: error.message }));
      }
    }
    const socket = await start({ providers: [{ provide: APP_FILTER, useClass: EveryFilter }] });
    expect(await socket.ask({ type: 'schema' })).toMatchObject({ type: 'error', error: { code: 'not_joined' } });
  });
});

describe('the socket', () => {
  it('lies under the application’s prefix and the reactor’s path, and nowhere else', async () => {
    guest = await GuestApplication.start({
      prepare: (app) => app.setGlobalPrefix('api'),
      signaling: { path: 'stream', allowedOrigins: [] },
    });
    const socket = await SignalingSocket.open(`${guest.url}/api/stream`);
    expect(await socket.ask({ type: 'ping' })).toEqual({ type: 'pong' });
    const stranger = await SignalingSocket.open(`${guest.url}/api/stream`, { origin: 'https://stranger.example' });
    await until('the close', () => stranger.closed);
    expect(stranger.closed?.code).toBe(4403);
    await expect(SignalingSocket.open(guest.url)).rejects.toThrow('socket hang up');
  });
});
