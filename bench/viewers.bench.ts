import type { LoadReport } from '../libs/cli/src/load/report.js';
import { measureViewers, rowOf } from './measure-viewers.js';
import { report } from './results.js';

/** Numbers of viewers, one after the other. */
const VIEWERS = (process.env['VIEWERS'] ?? '1,2,4,8,32,128').split(',').map(Number);

const ROUNDS = Number(process.env['ROUNDS'] ?? 3);

/** What further viewers of one picture cost with the engine that encodes once, and what the slowest of them gets. */
async function main(): Promise<void> {
  const reports = VIEWERS.map((): LoadReport[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, viewers] of VIEWERS.entries()) reports[at]!.push(await measureViewers(viewers));
  }
  const rows = VIEWERS.map((viewers, at) => rowOf(viewers === 1 ? '1 viewer' : `${viewers} viewers`, reports[at]!));
  report('viewers', ROUNDS, [{ name: '1280x720 at 30', rows }]);
}

await main();
