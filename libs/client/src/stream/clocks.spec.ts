import { describe, expect, it } from '@jest/globals';
import { NetworkMemory } from '../media/network-memory.js';
import { RtpClock } from './rtp-clock.js';
import { SoundSchedule } from './sound-schedule.js';

describe('RtpClock', () => {
  it('goes on where timestamps begin anew', () => {
    const clock = new RtpClock(90);
    const first = clock.place(2 ** 32 - 90);
    expect(clock.place(0) - first).toBe(1_000);
    expect(clock.place(90 * 1_000) - first).toBe(1_001_000);
  });

  it('goes back a little where a timestamp does', () => {
    const clock = new RtpClock(48);
    const first = clock.place(480);
    expect(clock.place(0) - first).toBe(-10_000);
  });

  it('says whole microseconds, which differ for each timestamp', () => {
    const clock = new RtpClock(90);
    const times = [0, 1, 2, 3, 3_001].map((raw) => clock.place(raw));
    expect(times.every(Number.isInteger)).toBe(true);
    expect(new Set(times).size).toBe(5);
  });
});

describe('SoundSchedule', () => {
  it('puts blocks one after the other, a little ahead', () => {
    const schedule = new SoundSchedule();
    expect(schedule.place(0.02, 10)).toBeCloseTo(10.06);
    expect(schedule.place(0.02, 10.02)).toBeCloseTo(10.08);
    expect(schedule.place(0.02, 10.021)).toBeCloseTo(10.1);
  });

  it('begins anew after a gap', () => {
    const schedule = new SoundSchedule();
    schedule.place(0.02, 10);
    expect(schedule.place(0.02, 11)).toBeCloseTo(11.06);
  });

  it('leaves out what would lag behind', () => {
    const schedule = new SoundSchedule();
    const placed = Array.from({ length: 20 }, () => schedule.place(0.02, 10));
    expect(placed.filter((at) => at !== undefined)).toHaveLength(10);
    expect(schedule.place(0.02, 10.1)).toBeDefined();
  });
});

describe('NetworkMemory', () => {
  it('takes a network to be blocked for five minutes, or until WebRTC works', () => {
    let nowMs = 0;
    const memory = new NetworkMemory(() => nowMs);
    expect(memory.isBlocked).toBe(false);
    memory.blocked();
    nowMs = 299_999;
    expect(memory.isBlocked).toBe(true);
    nowMs = 300_000;
    expect(memory.isBlocked).toBe(false);
    memory.blocked();
    memory.forget();
    expect(memory.isBlocked).toBe(false);
  });
});
