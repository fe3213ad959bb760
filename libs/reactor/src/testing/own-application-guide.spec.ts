import { Controller, Get, Injectable, Logger, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { beforeAll, expect, it } from '@jest/globals';
import {
  Idle,
  ReactorModel,
  ReactorModule,
  ReactorPipeline,
  ReactorService,
  SessionService,
  type Turn,
} from '@nestjs-reactor/core';
import { InlineModelHostFactory, LoopbackEngine, MediaEngine, ModelHostFactory } from '@nestjs-reactor/core/testing';

beforeAll(() => Logger.overrideLogger(['error', 'fatal']));

@ReactorModel({ name: 'clock' })
class Clock extends ReactorPipeline {
  *inference(): Generator<Turn, void, void> {
    while (true) yield Idle;
  }
}

@Injectable()
class Settings {
  readonly patienceMs = 5_000;
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
      useFactory: ({ patienceMs }: Settings) => ({ session: { orphanTimeoutMs: patienceMs } }),
    }),
  ],
})
export class AppModule {}
// #endregion

it('does what the guide says of modules and injection', async () => {
  const module = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(ModelHostFactory)
    .useClass(InlineModelHostFactory)
    .overrideProvider(MediaEngine)
    .useClass(LoopbackEngine)
    .compile();
  const app = module.createNestApplication();
  await app.listen(0, '127.0.0.1');
  try {
    await app.get(ReactorService).whenLoaded();
    const status = async (): Promise<unknown> => (await fetch(`${await app.getUrl()}/clock`)).json();
    expect(await status()).toEqual({ state: 'ready', viewers: 0 });
    await fetch(`${await app.getUrl()}/start_session`, { method: 'POST' });
    expect(await status()).toEqual({ state: 'waiting', viewers: 0 });
  } finally {
    await app.close();
  }
});
