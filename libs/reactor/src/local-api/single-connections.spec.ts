import { expect, it } from '@jest/globals';
import { SingleConnections } from './single-connections.js';

it('has one connection for each caller, and one caller for each connection', () => {
  const singles = new SingleConnections(() => true);
  singles.assign('alice', 1001);
  singles.assign('bob', 7);
  expect([singles.of('alice'), singles.of('bob'), singles.of('carol')]).toEqual([1001, 7, undefined]);
  singles.assign('carol', 1001);
  expect([singles.of('alice'), singles.of('carol')]).toEqual([undefined, 1001]);
});

it('remembers 1024 callers, and none that has a client is forgotten for another', () => {
  const singles = new SingleConnections((id) => id === 1);
  for (let id = 1; id <= 1_025; id++) singles.assign(`caller ${id}`, id);
  expect([1, 2, 3, 1_025].map((id) => singles.of(`caller ${id}`))).toEqual([1, undefined, 3, 1_025]);
});
