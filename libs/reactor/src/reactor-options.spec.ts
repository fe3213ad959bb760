import { type DynamicModule, Injectable, Module, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Idle, ReactorModel, ReactorPipeline, type Turn } from './authoring/index.js';
import { DEFAULT_SESSION_OPTIONS, MediaEngine, ModelHostFactory, SESSION_OPTIONS } from './session/index.js';
import { SessionService } from './local-api/index.js';
import { InlineModelHostFactory, LoopbackEngine } from './testing/index.js';
import { ReactorModule } from './reactor.module.js';
import type { ReactorModuleAsyncOptions, ReactorModuleOptions, ReactorOptionsFactory } from './reactor.options.js';

abstract class Still extends ReactorPipeline {
  *inference(): Generator<Turn, void, void> {
    yield Idle;
  }
}

@ReactorModel({ name: 'one' })
class One extends Still {}

@ReactorModel({ name: 'two' })
class Two extends Still {}

/** What an application keeps its configuration in. */
@Injectable()
class Settings implements ReactorOptionsFactory {
  readonly maxConnections: number = 7;

  createReactorOptions(): ReactorModuleOptions {
    return { models: [One], session: { maxConnections: this.maxConnections } };
  }
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

const ABSENT = Symbol('absent');

type App = { readonly close: () => Promise<void>; readonly get: <T>(token: symbol | Type<T>) => T };

let app: App | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

/** The application as it is after its start, nothing of it listening. */
async function start(...imports: (DynamicModule | Type<unknown>)[]): Promise<App> {
  const module = await Test.createTestingModule({ imports })
    .overrideProvider(MediaEngine)
    .useValue(new LoopbackEngine())
    .overrideProvider(ModelHostFactory)
    .useClass(InlineModelHostFactory)
    .compile();
  const started = module.createNestApplication({ logger: false });
  app = started;
  await started.init();
  return started;
}

function served(): unknown[] {
  const { maxConnections } = app!.get<typeof DEFAULT_SESSION_OPTIONS>(SESSION_OPTIONS);
  return [...app!.get(SessionService).models.map(({ manifest }) => manifest.name), maxConnections];
}

describe('ReactorModule.forRootAsync', () => {
  const sources: [string, ReactorModuleAsyncOptions, unknown[]][] = [
    [
      'a factory, with what an imported module exports',
      {
        imports: [SettingsModule],
        inject: [Settings],
        useFactory: async (settings: Settings) => ({ models: [Two], session: settings }),
      },
      ['two', 7],
    ],
    [
      'a factory that injects what may be absent',
      {
        imports: [SettingsModule],
        inject: [
          { token: ABSENT, optional: true },
          { token: Settings, optional: true },
        ],
        useFactory: (absent: unknown, settings?: Settings) => ({
          models: [One],
          session: { maxConnections: absent === undefined ? settings?.maxConnections : 1 },
        }),
      },
      ['one', 7],
    ],
    ['a class', { useClass: Settings }, ['one', 7]],
    ['a class that another module provides', { imports: [SettingsModule], useExisting: Settings }, ['one', 7]],
    [
      'a factory, with a provider of its own',
      {
        extraProviders: [{ provide: 'limit', useValue: 5 }],
        inject: ['limit'],
        useFactory: (maxConnections: number) => ({ models: [One], session: { maxConnections } }),
      },
      ['one', 5],
    ],
  ];

  it.each(sources)('takes its options from %s', async (_, options, expected) => {
    await start(ReactorModule.forRootAsync(options));
    expect(served()).toEqual(expected);
  });

  it.each<[string, ReactorModuleAsyncOptions | undefined, string]>([
    ['nothing', undefined, 'given none of useFactory, useClass, useExisting; give exactly one'],
    ['no source', { inject: [Settings] }, 'given none of useFactory, useClass, useExisting; give exactly one'],
    [
      'two sources',
      { useFactory: () => ({ models: [One] }), useClass: Settings },
      'given useFactory and useClass of useFactory, useClass, useExisting; give exactly one',
    ],
  ])('refuses %s', (_, options, message) => {
    expect(() => ReactorModule.forRootAsync(options as ReactorModuleAsyncOptions)).toThrow(
      expect.objectContaining({ code: 'bad_configuration', message: expect.stringContaining(message) }),
    );
  });

  it.each<[string, () => DynamicModule, string]>([
    [
      'of a factory that returns nothing',
      () => ReactorModule.forRootAsync({ useFactory: () => undefined as unknown as ReactorModuleOptions }),
      'ReactorModule was given undefined for its options',
    ],
    ['of nothing', () => ReactorModule.forRoot(undefined as unknown as ReactorModuleOptions), 'was given undefined'],
    [
      'of a model that is in no list',
      () => ReactorModule.forRoot({ models: One as unknown as Type<unknown>[] }),
      'models of ReactorModule is no list; write models: [MyModel]',
    ],
    [
      'of a model whose import is not there yet',
      () => ReactorModule.forRoot({ models: [One, undefined as unknown as Type<unknown>] }),
      'a model is a class (got undefined)',
    ],
  ])('refuses the start %s', async (_, module, message) => {
    await expect(start(module())).rejects.toThrow(message);
  });
});

describe('an application with ReactorModule twice', () => {
  const second: [string, () => DynamicModule][] = [
    ['forRoot', () => ReactorModule.forRoot({ models: [Two] })],
    ['the same forRoot', () => ReactorModule.forRoot({ models: [One] })],
    ['forRootAsync', () => ReactorModule.forRootAsync({ useClass: Settings })],
  ];

  it.each(second)('by %s does not start', async (_, again) => {
    @Module({ imports: [again()] })
    class Feature {}
    await expect(start(ReactorModule.forRoot({ models: [One] }), Feature)).rejects.toMatchObject({
      code: 'bad_configuration',
      message: expect.stringMatching(
        /^ReactorModule is imported twice .*; keep one, and use ReactorModule\.forFeature/,
      ),
    });
  });

  it('as one and the same import starts, and so does one with further models', async () => {
    const reactor = ReactorModule.forRoot({ models: [One] });
    @Module({ imports: [reactor, ReactorModule.forFeature([Two])] })
    class Feature {}
    await start(reactor, Feature);
    expect(served()).toEqual(['one', 'two', DEFAULT_SESSION_OPTIONS.maxConnections]);
  });
});
