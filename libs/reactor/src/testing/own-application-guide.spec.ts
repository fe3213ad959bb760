import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  type INestApplication,
  Injectable,
  Logger,
  Module,
  type Provider,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { beforeAll, expect, it } from '@jest/globals';
import type { Request } from 'express';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import {
  Idle,
  isReactorContext,
  MediaEngine,
  ModelHostFactory,
  ReactorModel,
  ReactorModule,
  ReactorPipeline,
  reactorRequestOf,
  ReactorService,
  SessionService,
  type Turn,
} from '@nestjs-reactor/core';
import { InlineModelHostFactory, LoopbackEngine } from '@nestjs-reactor/core/testing';

beforeAll(() => Logger.overrideLogger(['error', 'fatal']));

@ReactorModel({ name: 'clock' })
class Clock extends ReactorPipeline {
  *inference(): Generator<Turn, void, void> {
    while (true) yield Idle;
  }
}

@Injectable()
class Settings {
  readonly orphanTimeoutMs = 5_000;
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

// #region controller
@Controller('clock')
export class ClockController {
  constructor(private readonly sessions: SessionService) {}

  @Get()
  status() {
    const { state, viewers } = this.sessions.runtime('clock');
    return { state, viewers };
  }
}
// #endregion

// #region feature
@Module({ imports: [ReactorModule.forFeature([Clock])], controllers: [ClockController] })
export class ClockModule {}
// #endregion

// #region async
@Module({
  imports: [
    ClockModule,
    ReactorModule.forRootAsync({
      imports: [SettingsModule],
      inject: [Settings],
      useFactory: ({ orphanTimeoutMs }: Settings) => ({ session: { orphanTimeoutMs } }),
    }),
  ],
})
export class AppModule {}
// #endregion

// #region exempt
@Injectable()
export class MembersGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    // The reactor has signaling.authorize, which is asked for each request and socket.
    if (isReactorContext(context)) return true;
    return isMember(context.switchToHttp().getRequest<Request>().headers.cookie);
  }
}
// #endregion

// #region adapt
@Injectable()
export class CookieGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    // Of the reactor's socket: the request that opened it.
    const request = reactorRequestOf(context) ?? context.switchToHttp().getRequest<Request>();
    return isMember(request.headers.cookie);
  }
}
// #endregion

function isMember(cookie: string | undefined): boolean {
  return cookie === 'member=yes';
}

/** The application of the guide on a port of its own, its model on the test's thread. */
async function serve(providers: Provider[] = []): Promise<INestApplication> {
  const module = await Test.createTestingModule({ imports: [AppModule], providers })
    .overrideProvider(ModelHostFactory)
    .useClass(InlineModelHostFactory)
    .overrideProvider(MediaEngine)
    .useClass(LoopbackEngine)
    .compile();
  const app = module.createNestApplication();
  await app.listen(0, '127.0.0.1');
  await app.get(ReactorService).whenLoaded();
  return app;
}

it('does what the guide says of modules and injection', async () => {
  const app = await serve();
  try {
    const status = async (): Promise<unknown> => (await fetch(`${await app.getUrl()}/clock`)).json();
    expect(await status()).toEqual({ state: 'ready', viewers: 0 });
    await fetch(`${await app.getUrl()}/start_session`, { method: 'POST' });
    expect(await status()).toEqual({ state: 'waiting', viewers: 0 });
  } finally {
    await app.close();
  }
});

/** What a client with this cookie is answered: on a route of the application, of the reactor, and on its socket. */
async function answers(app: INestApplication, cookie: string): Promise<unknown[]> {
  const url = await app.getUrl();
  const status = async (path: string) => (await fetch(url + path, { headers: { cookie } })).status;
  const socket = new WebSocket(`${url.replace('http', 'ws')}/signaling`, { headers: { cookie } });
  await once(socket, 'open');
  socket.send('{"type":"ping","request_id":"1"}');
  const [data] = (await once(socket, 'message')) as [Buffer];
  socket.close();
  const { type, error } = JSON.parse(data.toString()) as { type: string; error?: { code: string } };
  return [await status('/clock'), await status('/health'), error?.code ?? type];
}

it.each([
  ['exempts the reactor', MembersGuard, [200, 200, 'pong'], [403, 200, 'pong']],
  ['knows its socket', CookieGuard, [200, 200, 'pong'], [403, 403, 'forbidden']],
])('has a guard as the guide shows it that %s', async (_what, useClass, member, stranger) => {
  const app = await serve([{ provide: APP_GUARD, useClass }]);
  try {
    expect(await answers(app, 'member=yes')).toEqual(member);
    expect(await answers(app, 'member=no')).toEqual(stranger);
  } finally {
    await app.close();
  }
});
