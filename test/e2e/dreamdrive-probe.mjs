// Drives in the built network and prints what came of it, as one line of JSON. Native code stays out of the tests.
import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { OnnxRuntime } from '@nestjs-reactor/core';
import { autopilot } from '../../dist/models/dreamdrive/autopilot.js';
import { DriveNetwork } from '../../dist/models/dreamdrive/drive-network.js';
import { WorldDice } from '../../dist/models/dreamdrive/world-dice.js';
import { SeededRandom } from '../../dist/models/seeded-random.js';

/** Pictures are looked at as RGBA: what a tensor became has no planes of its own. */
const PIXEL = 4;
const FPS = 24;
const LOOKS = 6;

Logger.overrideLogger(false);
const network = await DriveNetwork.open(new OnnxRuntime({ executionProviders: ['cpu'], threads: 1 }));

/**
 * Drives from the start of the road, `look` all the way.
 * @param pedals by the readout of the last frame
 * @param each called with each step
 */
async function drive(seconds, pedals, { winding = 0, traffic = 0, look = 0, each = () => {} } = {}) {
  const dice = new WorldDice(new SeededRandom('probe'), FPS);
  const looks = Array.from({ length: LOOKS }, (_, i) => (i === look ? 1 : 0));
  network.restart();
  let readout = { speed: 0, lateral: 0, bend: 0, offRoad: 0, shake: 0 };
  let frame;
  for (let i = 0; i < seconds * FPS; i++) {
    ({ frame, readout } = await network.step(pedals(readout, i), dice.roll(winding, traffic), looks));
    each(readout, frame);
  }
  return { readout, frame };
}

/** Standard deviation of green: a world that fades has little. */
function contrast(frame) {
  const pixels = frame.toRgba();
  const count = pixels.length / PIXEL;
  let [sum, squares] = [0, 0];
  for (let i = 1; i < pixels.length; i += PIXEL) {
    sum += pixels[i];
    squares += pixels[i] ** 2;
  }
  return Math.sqrt(squares / count - (sum / count) ** 2);
}

/** Mean red, green and blue of the lower half. */
function colorOfGround(frame) {
  const pixels = frame.toRgba();
  const sums = [0, 0, 0];
  for (let i = pixels.length / 2; i < pixels.length; i += PIXEL) {
    for (let channel = 0; channel < 3; channel++) sums[channel] += pixels[i + channel];
  }
  return sums.map((sum) => Math.round(sum / (pixels.length / 2 / PIXEL)));
}

/** Mean difference of two pictures' bytes. */
function difference(one, other) {
  const [a, b] = [one.toRgba(), other.toRgba()];
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i]);
  return sum / a.length;
}

const flatOut = () => ({ steering: 0, throttle: 1 });
const seen = {};
const fast = await drive(8, flatOut);
seen.size = { width: fast.frame.width, height: fast.frame.height };
seen.topSpeed = fast.readout.speed;
seen.afterBraking = (await drive(12, (_, i) => ({ steering: 0, throttle: i < 8 * FPS ? 1 : -1 }))).readout.speed;
const turned = (steering) => drive(4, (_, i) => ({ steering: i < 3.2 * FPS ? 0 : steering, throttle: 1 }));
const [left, right] = [await turned(-1), await turned(1)];
seen.lateral = { left: left.readout.lateral, right: right.readout.lateral };
seen.betweenTurns = difference(left.frame, right.frame);
const beside = await drive(9, (_, i) => ({ steering: i < 3 * FPS ? 0 : 1, throttle: 1 }));
seen.beside = { offRoad: beside.readout.offRoad, speed: beside.readout.speed };
seen.grounds = [];
for (let look = 0; look < LOOKS; look++) {
  seen.grounds.push(colorOfGround((await drive(2, flatOut, { look })).frame));
}

// Two minutes by the autopilot, with traffic.
const long = { contrasts: [], speeds: [], laterals: [], changes: [] };
let before;
let frames = 0;
const cpu = process.cpuUsage();
await drive(120, autopilot, {
  winding: 0.8,
  traffic: 0.5,
  each: ({ speed, lateral }, frame) => {
    frames++;
    if (frames % FPS !== 0) return;
    long.contrasts.push(contrast(frame));
    long.speeds.push(speed);
    long.laterals.push(Math.abs(lateral));
    if (before !== undefined) long.changes.push(difference(before, frame));
    before = frame;
  },
});
const { user, system } = process.cpuUsage(cpu);
const sorted = (values) => values.toSorted((a, b) => a - b);
seen.long = {
  seconds: long.speeds.length,
  leastContrast: Math.min(...long.contrasts),
  firstContrast: long.contrasts[0],
  medianSpeed: sorted(long.speeds)[Math.floor(long.speeds.length / 2)],
  farthest: Math.max(...long.laterals),
  onRoad: long.laterals.filter((lateral) => lateral < 1.7).length / long.laterals.length,
  leastChange: sorted(long.changes)[Math.floor(long.changes.length / 20)],
};
seen.cpuMs = (user + system) / 1000 / frames;
console.log(JSON.stringify(seen));
