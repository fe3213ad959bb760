import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { HealthCheck, type HealthCheckResult, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { ReactorHealthIndicator } from '@nestjs-reactor/core';
import { Broken, Echo, SlowLoader } from './support/echo.model.js';
import { ReactorUnderTest } from './support/reactor-under-test.js';

@Controller('probes')
class ProbesController {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly reactor: ReactorHealthIndicator,
  ) {}

  @Get('alive')
  @HealthCheck()
  alive(): Promise<HealthCheckResult> {
    return this.checks.check([() => this.reactor.isAlive('models')]);
  }

  @Get('ready')
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    return this.checks.check([() => this.reactor.isReady('models')]);
  }

  @Get('echo')
  @HealthCheck()
  echo(): Promise<HealthCheckResult> {
    return this.checks.check([() => this.reactor.isReady('echo', 'echo')]);
  }
}

@Module({ imports: [TerminusModule.forRoot({ logger: false })], controllers: [ProbesController] })
class ProbesModule {}

let server: ReactorUnderTest;

afterEach(async () => {
  SlowLoader.finish();
  await server.close();
});

describe("the models' health in an application's own probes", () => {
  it.each([
    ['alive', 200, 'up'],
    ['ready', 503, 'down'],
    ['echo', 200, 'up'],
  ])('while one loads: %s answers %i', async (probe, status, indicated) => {
    server = await ReactorUnderTest.start({ models: [Echo, SlowLoader], imports: [ProbesModule], loading: true });
    const reply = await server.get(`/probes/${probe}`);
    expect(reply.status).toBe(status);
    const models = probe === 'echo' ? { echo: 'available' } : { echo: 'available', slow_loader: 'loading' };
    const key = probe === 'echo' ? 'echo' : 'models';
    expect(reply.json).toMatchObject({ details: { [key]: { status: indicated, models } } });
  });

  it.each([
    ['alive', 503],
    ['ready', 503],
    ['echo', 200],
  ])('when one is gone: %s answers %i', async (probe, status) => {
    server = await ReactorUnderTest.start({ models: [Echo, Broken], imports: [ProbesModule] });
    expect((await server.get(`/probes/${probe}`)).status).toBe(status);
  });

  it('counts a model that serves as ready', async () => {
    server = await ReactorUnderTest.start({ imports: [ProbesModule] });
    await server.post('/start_session', {});
    const { status, json } = await server.get('/probes/ready');
    expect([status, json]).toMatchObject([200, { status: 'ok', info: { models: { models: { echo: 'serving' } } } }]);
  });
});
