import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const weights = join('models', 'dreamdrive', 'dreamdrive.onnx');

interface Seen {
  size: { width: number; height: number };
  topSpeed: number;
  afterBraking: number;
  lateral: { left: number; right: number };
  betweenTurns: number;
  beside: { offRoad: number; speed: number };
  grounds: [red: number, green: number, blue: number][];
  long: {
    seconds: number;
    firstContrast: number;
    leastContrast: number;
    medianSpeed: number;
    farthest: number;
    onRoad: number;
    leastChange: number;
  };
  cpuMs: number;
}

describe('the network of dreamdrive', () => {
  let seen: Seen;

  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['test/e2e/dreamdrive-probe.mjs'], {
      cwd: root,
      timeout: 240_000,
    });
    seen = JSON.parse(stdout) as Seen;
  }, 250_000);

  it('is the committed file, a few megabytes, beside the built code', async () => {
    const [source, built] = await Promise.all(['src', 'dist'].map((folder) => readFile(join(root, folder, weights))));
    expect(source!.equals(built!)).toBe(true);
    expect((await stat(join(root, 'src', weights))).size).toBeLessThan(8e6);
  });

  it('paints 512x288', () => {
    expect(seen.size).toEqual({ width: 512, height: 288 });
  });

  it('gains speed with the throttle, and stops with the brake', () => {
    expect(seen.topSpeed).toBeGreaterThan(0.6);
    expect(seen.afterBraking).toBeLessThan(0.1);
  });

  it('turns to the side that is steered to, and shows it', () => {
    expect(seen.lateral.left).toBeLessThan(-0.7);
    expect(seen.lateral.right).toBeGreaterThan(0.7);
    expect(seen.betweenTurns).toBeGreaterThan(8);
  });

  it('is slower beside the road', () => {
    expect(seen.beside.offRoad).toBeGreaterThan(0.6);
    expect(seen.beside.speed).toBeLessThan(seen.topSpeed - 0.2);
  });

  it('paints the same road in six looks', () => {
    const far = ([a, b, c]: Seen['grounds'][0], [x, y, z]: Seen['grounds'][0]): number =>
      Math.abs(a - x) + Math.abs(b - y) + Math.abs(c - z);
    for (const [i, ground] of seen.grounds.entries())
      for (const other of seen.grounds.slice(i + 1)) expect(far(ground, other)).toBeGreaterThan(12);
    const [meadow, desert, winter, neon] = seen.grounds;
    expect(meadow![1]).toBeGreaterThan(Math.max(meadow![0], meadow![2]));
    expect(desert![0]).toBeGreaterThan(desert![2] + 30);
    expect(Math.min(...winter!)).toBeGreaterThan(130);
    expect(neon!.reduce((sum, channel) => sum + channel, 0) / 3).toBeLessThan(80);
  });

  it('drives itself for two minutes, and the world neither fades nor stands still', () => {
    expect(seen.long.seconds).toBe(120);
    expect(seen.long.leastContrast).toBeGreaterThan(0.6 * seen.long.firstContrast);
    expect(seen.long.medianSpeed).toBeGreaterThan(0.4);
    expect(seen.long.onRoad).toBeGreaterThan(0.9);
    expect(seen.long.leastChange).toBeGreaterThan(1);
  });

  it('leaves room for 24 frames a second on one core', () => {
    expect(seen.cpuMs).toBeLessThan(1000 / 24);
  });
});
