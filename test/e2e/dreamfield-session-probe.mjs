// Runs a session of the built dreamfield as a viewer would steer it, and prints what was seen as one line of JSON.
import 'reflect-metadata';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { modelSourceOf, readModelContract } from '@nestjs-reactor/core';
import { InlineModelHost } from '@nestjs-reactor/core/testing';
import { Dreamfield } from '../../dist/models/dreamfield/dreamfield.model.js';

const FRAME_MS = 1000 / 30;

Logger.overrideLogger(false);
const host = new InlineModelHost(modelSourceOf(readModelContract(Dreamfield)));
const pictures = [];
host.attach({
  onMedia: ({ bundles }) => {
    for (const bundle of bundles) {
      const { width, height, data } = bundle.video.main_video;
      pictures.push({ frame: bundle.frame, width, height, data: data.slice() });
      host.release(bundle);
    }
  },
  onMessage: () => {},
  onPlayout: () => {},
  onStats: () => {},
  onWorkAge: () => {},
  onInputs: () => {},
  onManifest: () => {},
  onLateMedia: () => {},
  onSessionFailed: (failure) => fail(failure.message),
  onLost: (failure) => fail(failure.message),
});
await host.start();
await host.beginSession('probe');
host.connect({ id: 1, joinedAtMs: 0 });

/** Plays at the stream's rate for at least `ms`, and until frame number `until` was shown. @returns what was seen */
async function watch(ms, until = 0) {
  const first = pictures.length;
  const ends = performance.now() + ms;
  while (performance.now() < ends || (pictures.at(-1)?.frame ?? 0) < until) {
    await delay(FRAME_MS);
    host.grant(1);
  }
  return pictures.slice(first);
}

/** Sets a field. @returns the pictures that show it */
async function set(field, value, ms) {
  const outcome = await host.command({
    clientId: 1,
    command: { name: `set_${field}`, args: { [field]: value }, uploads: {} },
    files: {},
  });
  if (!outcome.ok) fail(outcome.message);
  const seen = await watch(ms, outcome.frame + 1);
  return seen.filter(({ frame }) => frame >= outcome.frame);
}

function difference(one, other) {
  let sum = 0;
  for (let i = 0; i < one.data.length; i++) sum += Math.abs(one.data[i] - other.data[i]);
  return sum / one.data.length;
}

const before = (await watch(300, 2)).at(-1);
const travelled = await set('prompt', 'fire and lava', 1500);
const held = await set('paused', true, 300);
const larger = await set('resolution', '720p', 200);
const back = await set('resolution', '360p', 200);
const resumed = await set('paused', false, 500);

console.log(
  JSON.stringify({
    largestStep: Math.max(...travelled.map((picture, i) => difference(picture, travelled[i - 1] ?? before))),
    wholeWay: difference(before, travelled.at(-1)),
    whileHeld: Math.max(...held.map((picture) => difference(held[0], picture))),
    largerSizes: [...new Set(larger.map(({ width, height }) => `${width}x${height}`))],
    heldAcrossSizes: difference(held[0], back.at(-1)),
    onResume: difference(back.at(-1), resumed[0]),
    afterResume: difference(back.at(-1), resumed.at(-1)),
  }),
);
await host.endSession('done');
await host.close();

function fail(text) {
  console.error(text);
  process.exit(1);
}
