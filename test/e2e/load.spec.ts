import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GroupReport, LoadReport } from '../../libs/cli/src/load/report.js';
import { AppProcess } from '../support/app-process.js';

const ROOT = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

function load(...args: readonly string[]): Promise<{ readonly stdout: string }> {
  return run(process.execPath, [join(ROOT, 'libs', 'cli', 'bin', 'reactor.js'), 'load', ...args], { cwd: ROOT });
}

async function reportOf(app: AppProcess, ...args: readonly string[]): Promise<LoadReport> {
  return JSON.parse((await load('--url', app.url, '--json', ...args)).stdout) as LoadReport;
}

/** Figures that a viewer with a picture has, whatever they are. */
const WATCHED: Partial<GroupReport> = {
  failed: 0,
  fps: { median: expect.any(Number), worst: expect.any(Number) } as never,
  kbps: expect.any(Number) as never,
  latencyMs: { p50: expect.any(Number), p95: expect.any(Number), p99: expect.any(Number) } as never,
  firstFrameMs: { p50: expect.any(Number), p95: expect.any(Number), p99: expect.any(Number) } as never,
};

describe('reactor load', () => {
  let app: AppProcess;

  beforeAll(async () => {
    app = await AppProcess.start({ fixtures: true, models: ['mirror'] });
  }, 90_000);

  afterAll(async () => {
    expect(await app?.stop()).toBe(0);
  }, 30_000);

  it('reports what three viewers get, and what the server needs for them', async () => {
    const { all, server } = await reportOf(app, '--viewers', '3', '--seconds', '3', '--pid', String(app.pid));
    expect(all).toMatchObject({ ...WATCHED, viewers: 3, brokenFrames: 0 });
    expect(all.fps.worst).toBeGreaterThan(1);
    // On this machine's own clock, whatever its load.
    expect(all.latencyMs.p50).toBeGreaterThan(0);
    expect(all.latencyMs.p50).toBeLessThan(5_000);
    expect(server).toMatchObject({ cores: expect.any(Number), source: `/proc/${app.pid}` });
    expect(server!.memoryMb).toBeGreaterThan(20);
  }, 60_000);

  it('puts some of them behind a link, divides the figures, and keeps the others on theirs', async () => {
    const link = ['--relayed', '1', '--loss', '10', '--delay', '60'];
    const { relayed, direct } = await reportOf(app, '--viewers', '2', '--seconds', '4', ...link);
    expect(direct).toMatchObject({ ...WATCHED, viewers: 1, lossPercent: 0 });
    expect(relayed).toMatchObject({ viewers: 1, failed: 0 });
    expect(relayed!.lossPercent).toBeGreaterThan(0);
    expect(relayed!.latencyMs.p50! - direct!.latencyMs.p50!).toBeGreaterThan(40);
  }, 60_000);

  it('has viewers that leave without a word, and storms of keyframe requests and commands', async () => {
    const storm = ['--keyframes', '5', '--commands', '20', '--command', '{"type":"set_shade","data":{"shade":200}}'];
    const applied = await app.metric('reactor_command_applied_seconds_count');
    const leaving = ['--stay', '2', '--silently'];
    const { all, server } = await reportOf(app, '--viewers', '2', '--seconds', '4', ...leaving, ...storm);
    expect(all.viewers).toBeGreaterThan(2);
    expect(server?.source).toBe('/metrics');
    expect(await app.metric('reactor_command_applied_seconds_count')).toBeGreaterThan(applied + 20);
  }, 60_000);

  it('ends with 4 where no viewer gets a picture, with the reason in the report', async () => {
    const lost = load('--url', app.url, '--json', '--viewers', '1', '--seconds', '1', '--settle', '0', '--loss', '100');
    const error = (await lost.catch((thrown: unknown) => thrown)) as { readonly code: number; readonly stdout: string };
    expect(error.code).toBe(4);
    const { all } = JSON.parse(error.stdout) as LoadReport;
    expect(all).toMatchObject({ viewers: 1, failed: 1, failures: { 'no frame came': 1 } });
  }, 60_000);

  it('says what is wrong with its options, and where there is no server', async () => {
    await expect(load('--viewers', 'many')).rejects.toMatchObject({
      code: 2,
      stderr: "reactor: --viewers must be an integer of at least 1 (got 'many')\n",
    });
    await expect(load('--commands', '5')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--command'),
    });
    await expect(load('--url', 'http://127.0.0.1:9')).rejects.toMatchObject({ code: 3 });
    expect((await load('--help')).stdout).toContain('--relayed N');
  }, 60_000);
});
