import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { keepPicture } from './keep-picture.js';
import type { LoadReport } from './load/report.js';
import { GRAIN, ROOT } from './measure-stream.js';

/** Numbers of viewers, one after the other. */
const VIEWERS = (process.env['VIEWERS'] ?? '1,2,4,8,32').split(',').map(Number);

const SECONDS = 10;

/** What a link does to a viewer, in options of the load tool, and its name. */
const LINKS: readonly (readonly [name: string, options: readonly string[]])[] = [
  ['free', []],
  ['2% loss', ['--loss', '2', '--delay', '10']],
  ['5% loss, 40 ms', ['--loss', '5', '--delay', '40']],
  ['1500 kbps', ['--kbps', '1500', '--delay', '20']],
  ['600 kbps', ['--kbps', '600', '--delay', '20']],
  ['50 ms jitter', ['--jitter', '50']],
];

/** 1280x720 at 30 frames a second that need all of their bitrate, watched by viewers that do not decode. */
async function measured(viewers: number, options: readonly string[] = []): Promise<LoadReport> {
  const server = fork(join(ROOT, 'dist', 'bench', 'app.js'), ['thread', 'fanout', '30'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [{ url }] = (await once(server, 'message')) as [{ url: string }];
  const socket = await keepPicture(url, 1280, GRAIN);
  const rate = Math.max(2, viewers / 4);
  const tool = spawn(
    process.execPath,
    [join(ROOT, 'bench', 'load.mjs'), '--url', url, '--pid', String(server.pid), '--json', '--settle', '8'].concat(
      ['--viewers', String(viewers), '--rate', String(rate), '--seconds', String(SECONDS)],
      options,
    ),
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let text = '';
  tool.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  await once(tool, 'close');
  socket.close();
  server.send('close');
  await once(server, 'exit');
  return JSON.parse(text) as LoadReport;
}

function row(name: string, { all, server }: LoadReport): string {
  const cells = [
    `${all.fps.median?.toFixed(1)} / ${all.fps.worst?.toFixed(1)}`,
    all.kbps?.toFixed(0) ?? '-',
    all.frozenPercent.toFixed(1),
    `${all.latencyMs.p50?.toFixed(0)} / ${all.latencyMs.p95?.toFixed(0)}`,
    `${all.firstFrameMs.p50?.toFixed(0)}`,
    server === undefined ? '-' : server.cores.toFixed(2),
    String(all.failed),
  ];
  return [name.padEnd(16), ...cells.map((cell) => cell.padStart(13))].join('');
}

const HEADER = ['fps med / worst', 'kbps', 'frozen %', 'p50 / p95 ms', 'first ms', 'server cores', 'failed'];

console.log(`${''.padEnd(16)}${HEADER.map((cell) => cell.padStart(13)).join('')}`);
for (const viewers of VIEWERS) console.log(row(`${viewers} viewers`, await measured(viewers)));
if (process.env['LINKS'] !== '0')
  for (const [name, options] of LINKS) console.log(row(name, await measured(1, options)));
