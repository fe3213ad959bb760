import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { MediaEngine, ModelHostFactory, ReactorService } from '@nestjs-reactor/core';
import { InlineModelHostFactory, LoopbackEngine } from '@nestjs-reactor/core/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AppModule } from './app.module.js';

let app: INestApplication;

beforeAll(async () => {
  const module = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(ModelHostFactory) // no worker: it could not load TypeScript
    .useClass(InlineModelHostFactory)
    .overrideProvider(MediaEngine) // no native library: a test process cannot load it twice
    .useClass(LoopbackEngine)
    .compile();
  app = module.createNestApplication({ logger: ['error', 'warn'] });
  await app.listen(0, '127.0.0.1');
  await app.get(ReactorService).whenLoaded();
});

afterAll(() => app.close());

it('serves a session of the clock', async () => {
  const url = await app.getUrl();
  const health = async () => (await fetch(`${url}/health`)).json();
  expect(await health()).toMatchObject({ state: 'available' });
  await fetch(`${url}/start_session`, { method: 'POST' });
  expect(await health()).toMatchObject({ state: 'serving' });
});
