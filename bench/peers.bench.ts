import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { TestBrowser } from '../test/browser/support/test-browser.js';
import { readTree } from '../libs/cli/src/load/server-usage.js';
import { ROOT } from './measure-stream.js';
import type { PeerApi } from './pages/peer.js';
import { type ComparedServer, comparedServers } from './peers/compared-servers.js';
import { type FrameFile, openFrameFile } from './peers/frame-files.js';
import { runServer } from './peers/run-server.js';
import { quantile } from '../libs/cli/src/load/quantile.js';
import { report, type ResultRow } from './results.js';

declare global {
  interface Window {
    peer: PeerApi;
  }
}

const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const WATCH_MS = 1_000 * Number(process.env['SECONDS'] ?? 10);

/** Estimates of the bandwidth have risen to what a link carries by then. */
const SETTLE_MS = 6_000;

/** A server that has not answered by then has failed this round. */
const CONNECT_LIMIT_MS = 30_000;
const QUALITY_LIMIT_MS = 60_000;

/** Pictures whose quality is measured. */
const PICTURES = 20;

const LOOP = { width: 1280, height: 720, count: 48 };

type Figures = Record<
  'fps' | 'kbps' | 'psnr' | 'psnrShown' | 'glassP50' | 'glassP95' | 'commandP50' | 'commandP95',
  number
> &
  Record<'firstFrameCold' | 'firstFrameWarm' | 'cores' | 'memory', number>;

/** What one server gives one viewer in Chromium, and what it costs. */
async function measure(
  browser: TestBrowser,
  server: ComparedServer,
  frames: FrameFile,
): Promise<{ readonly figures: Figures; readonly notes: Record<string, string> }> {
  const { width, height } = LOOP;
  const running = await runServer(server, {
    FRAMES: frames.path,
    FRAME_WIDTH: String(width),
    FRAME_HEIGHT: String(height),
  });
  const pages: Page[] = [];
  try {
    const connect = async () => {
      const { page } = await browser.open('peer');
      pages.push(page);
      const args = [server.dialect, running.url, width, height] as const;
      const connected = page.evaluate((of) => window.peer.connect(...of), args);
      return { page, firstFrameMs: await within(CONNECT_LIMIT_MS, connected, 'no picture') };
    };
    const cold = await connect();
    await cold.page.context().close();
    const { page, firstFrameMs } = await connect();
    await page.waitForTimeout(SETTLE_MS);
    const [before, startedMs] = [readTree(running.pid), performance.now()];
    const viewer = await page.evaluate((ms) => window.peer.measure(ms), WATCH_MS);
    const [after, seconds] = [readTree(running.pid), (performance.now() - startedMs) / 1_000];
    const args = [frames.url, PICTURES, width] as const;
    const compared = page.evaluate((of) => window.peer.quality(...of), args);
    const quality = await within(QUALITY_LIMIT_MS, compared, 'too few pictures');
    return {
      figures: {
        fps: viewer.fps,
        kbps: viewer.kbps,
        psnr: quantile(quality.decoded, 0.5),
        psnrShown: quantile(quality.shown, 0.5),
        glassP50: quantile(viewer.latencies, 0.5),
        glassP95: quantile(viewer.latencies, 0.95),
        commandP50: quantile(viewer.commands, 0.5),
        commandP95: quantile(viewer.commands, 0.95),
        firstFrameCold: cold.firstFrameMs,
        firstFrameWarm: firstFrameMs,
        cores: (after.cpuSeconds - before.cpuSeconds) / seconds,
        memory: after.memoryBytes / 2 ** 20,
      },
      notes: { codec: viewer.codec, width: String(viewer.width) },
    };
  } finally {
    for (const page of pages) await page.context().close();
    await running.stop();
  }
}

/** Rejects with that reason after the limit. */
async function within<T>(limitMs: number, promise: Promise<T>, reason: string): Promise<T> {
  const timer = new AbortController();
  const late = delay(limitMs, undefined, { signal: timer.signal }).then((): never => {
    throw new Error(`${reason} in ${limitMs} ms`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
  }
}

/** Each server in turn, in one run: the same frames, the same browser. */
async function main(): Promise<void> {
  const only = process.env['ONLY'] ?? '';
  const servers = comparedServers(ROOT).filter(({ name }) => name.includes(only));
  const rows = servers.map(({ name }) => ({
    name,
    figures: {} as Record<keyof Figures, number[]>,
    notes: {} as Record<string, string>,
  }));
  const frames = await openFrameFile(join(ROOT, '.cache', 'peers'), LOOP);
  const browser = await TestBrowser.launch({ pages: join(ROOT, 'bench', 'pages') });
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const order = [...servers.keys()];
      // The machine that gets slower is slower for each of them.
      for (const at of round % 2 === 0 ? order : order.toReversed()) {
        const row = rows[at]!;
        try {
          const { figures, notes } = await measure(browser, servers[at]!, frames);
          row.notes = notes;
          for (const [name, value] of Object.entries(figures) as [keyof Figures, number][])
            (row.figures[name] ??= []).push(value);
          const { glassP50, kbps, psnr } = figures;
          console.log(`  ${round + 1}, ${row.name}: ${glassP50} ms, ${kbps.toFixed(0)} kbps, ${psnr.toFixed(1)} dB`);
        } catch (error) {
          console.log(`  ${round + 1}, ${row.name}: failed: ${(error as Error).message}`);
        }
      }
    }
  } finally {
    await browser.close();
    frames.close();
  }
  report('peers', ROUNDS, [{ name: '1280x720 at 30', rows: rows satisfies ResultRow[] }]);
}

await main();
