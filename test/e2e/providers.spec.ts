import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppProcess } from '../support/app-process.js';

let app: AppProcess;
beforeAll(async () => {
  app = await AppProcess.start({ env: { REACTOR_EXECUTION_PROVIDERS: 'mystery,cpu' } });
}, 60_000);
afterAll(() => app.stop());

describe('the default app with a provider that does not exist', () => {
  it('says at /health and in its metrics what its network runs on', async () => {
    const health = await fetch(`${app.url}/health`);
    expect([health.status, await health.json()]).toEqual([
      200,
      { status: 'healthy', state: 'available', detail: null, providers: ['cpu'] },
    ]);
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    expect(metrics).toContain('reactor_networks{model="dreamfield",provider="cpu"} 1');
  });

  it('says in its log what is missing', () => {
    const { log } = app;
    expect(log).toMatch(/dreamfield\.onnx cannot run on mystery, trying cpu: .*; there are cpu, /);
    expect(log).toMatch(/dreamfield\.onnx runs on cpu/);
  });
});
