// Two workers of one model: one gets texts that its pattern would search without end, the other streams. Prints what was
// seen as one line of JSON.
import 'reflect-metadata';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { DEFAULT_INFERENCE_OPTIONS, modelSourceOf, readModelContract } from '@nestjs-reactor/core';
import { ThreadModelHost } from '../../libs/reactor/dist/inference/index.js';
import { Ruled } from './hostile-rules.model.mjs';

const RULE_TIMEOUT_MS = 1_000;
const FRAME_MS = 1000 / 30;
const HOSTILE = `${'a'.repeat(60)}!`;

Logger.overrideLogger(false);

/** A worker in a session, whose frames are shown as they come. */
async function start() {
  const host = new ThreadModelHost(modelSourceOf(readModelContract(Ruled)), {
    ...DEFAULT_INFERENCE_OPTIONS,
    ruleTimeoutMs: RULE_TIMEOUT_MS,
  });
  const seen = { host, frames: 0 };
  host.attach({
    onManifest: () => {},
    onMedia: ({ bundles }) => {
      seen.frames += bundles.length;
      for (const bundle of bundles) host.release(bundle);
    },
    onMessage: () => {},
    onPlayout: () => {},
    onStats: () => {},
    onWorkAge: () => {},
    onLateMedia: () => {},
    onInputs: () => {},
    onSessionFailed: fail,
    onLost: fail,
  });
  await host.start();
  await host.beginSession('probe');
  host.connect({ id: 1, joinedAtMs: 0 });
  return seen;
}

function setWord(host, word) {
  return host.command({ clientId: 1, command: { name: 'set_word', args: { word }, uploads: {} }, files: {} });
}

const [attacked, other] = [await start(), await start()];
const stopped = new AbortController();
let longestGapMs = 0;
const played = (async () => {
  let lastMs = performance.now();
  while (!stopped.signal.aborted) {
    await delay(FRAME_MS);
    longestGapMs = Math.max(longestGapMs, performance.now() - lastMs);
    lastMs = performance.now();
    attacked.host.grant(1);
    other.host.grant(1);
  }
})();
await delay(200);
const before = { attacked: attacked.frames, other: other.frames };
const outcome = await setWord(attacked.host, HOSTILE);
const meanwhile = other.frames - before.other;
const good = await setWord(attacked.host, 'aa');
while (attacked.frames < before.attacked + 10) await delay(FRAME_MS);
stopped.abort();
await played;
console.log(JSON.stringify({ outcome, meanwhile, longestGapMs, good: good.ok }));
await Promise.all([attacked, other].map(({ host }) => host.close()));

function fail(failure) {
  console.error(failure.message);
  process.exit(1);
}
