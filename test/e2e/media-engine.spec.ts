import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..', '..');

interface Packets {
  readonly video: number;
  readonly audio: number;
}

/** What the model had of its microphone and camera. */
interface Measured {
  readonly hz: number;
  readonly sample_rate: number;
  readonly channels: number;
  readonly luma: number;
  readonly width: number;
}

describe('a model and a client over WebRTC', () => {
  let seen: {
    packets: Record<'beforeResume' | 'flowing' | 'paused' | 'resumed', Packets>;
    tone: { hz: number; rms: number; rate: number };
    picture: number;
    model: Measured;
    bothWays: { tone: number; picture: number; model: Measured };
  };

  beforeAll(async () => {
    const probe = join('test', 'e2e', 'media-engine-probe.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [probe], { cwd: ROOT, timeout: 50_000 });
    seen = JSON.parse(stdout) as typeof seen;
  }, 60_000);

  it('send nothing before the client asks, and truly nothing while it pauses', () => {
    expect(seen.packets.beforeResume).toEqual({ video: 0, audio: 0 });
    expect(seen.packets.paused).toEqual({ video: 0, audio: 0 });
  });

  it.each(['flowing', 'resumed'] as const)('send pictures and sound while %s', (when) => {
    expect(seen.packets[when].video).toBeGreaterThan(5);
    // 50 packets a second of 20 ms each.
    expect(seen.packets[when].audio).toBeGreaterThan(15);
  });

  it('let the client hear the pitch that the model made at another rate, and as loud', () => {
    expect(seen.tone.hz).toBeCloseTo(440, -1);
    expect(seen.tone.rms).toBeGreaterThan(0.5 * (12_000 / Math.SQRT2));
  });

  it('let the client see the grey that the model painted', () => {
    // 90 of 255 in limited range.
    expect(Math.abs(seen.picture - 93)).toBeLessThan(6);
  });

  it('let the model hear the microphone in one channel, at the rate that it declares', () => {
    expect(seen.model).toMatchObject({ sample_rate: 16_000, channels: 1 });
    expect(seen.model.hz).toBeCloseTo(1_000, -1);
  });

  it('let the model see the camera', () => {
    expect(Math.abs(seen.model.luma - 200)).toBeLessThan(6);
    expect(seen.model.width).toBe(320);
  });

  it('find each other in sections that go both ways, as the oldest clients have them', () => {
    expect(seen.bothWays.tone).toBeCloseTo(440, -1);
    expect(seen.bothWays.model.hz).toBeCloseTo(1_000, -1);
    expect(Math.abs(seen.bothWays.picture - 93)).toBeLessThan(6);
    expect(Math.abs(seen.bothWays.model.luma - 200)).toBeLessThan(6);
  });
});
