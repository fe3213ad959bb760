import { describe, expect, it } from '@jest/globals';
import type { QueueRules } from './queue-rules.js';
import { VisitorQueue } from './visitor-queue.js';

const RULES: QueueRules = { claimMs: 60_000, turnMs: 120_000, noticeMs: 30_000, absentMs: 20_000 };
const INSTANCES = 4;
const VISITORS = 50;

/** The same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** An hour of a busy queue: pages close and come back, calls stay unanswered, sessions are left and lost. */
function simulate(seed: number) {
  const random = randomOf(seed);
  const queue = new VisitorQueue(RULES);
  queue.setCapacity(INSTANCES, INSTANCES, 0);
  const open = new Set<string>();
  const everClosed = new Set<string>();
  const called: number[] = [];
  const faults: string[] = [];
  const seen = new Set<string>();
  const busy = new Map<string, string>();
  let entered = 0;
  let nowMs = 0;
  const freeNow = (): number => INSTANCES - busy.size;
  const end = (sessionId: string, isLost: boolean): void => {
    queue.ending(sessionId, isLost, nowMs);
    busy.delete(sessionId);
    queue.end(sessionId, INSTANCES, freeNow(), nowMs);
  };
  for (let second = 0; second < 3_600; second++) {
    nowMs += 1_000;
    if (entered < VISITORS && random() < 0.5) {
      const id = `v${++entered}`;
      open.add(id);
      queue.enter({ ticketId: id, address: id }, nowMs);
    }
    queue.hear(open, nowMs);
    for (const { sessionId, ending } of queue.sessions) {
      if (ending === undefined) continue;
      end(sessionId, false);
    }
    for (const { id, number, stage, isPresent } of queue.state.tickets) {
      if (stage === 'called' && !seen.has(id)) {
        seen.add(id);
        called.push(number);
      }
      if (stage !== 'playing' && isPresent && random() < 0.004) {
        open.delete(id);
        everClosed.add(id);
        queue.miss(id, nowMs);
      } else if (!isPresent && random() < 0.05) {
        open.add(id);
        queue.hear([id], nowMs);
      }
      if (stage === 'called' && random() < 0.1 && queue.claim(id, nowMs)) {
        if (random() < 0.1) {
          queue.unclaim(id, nowMs);
          continue;
        }
        busy.set(`s-${id}`, id);
        queue.begin(`s-${id}`, id, nowMs);
        queue.attend(`s-${id}`, true, nowMs);
      }
    }
    for (const [sessionId] of busy) {
      const isLost = random() < 0.001;
      if (!isLost && random() > 0.01) continue;
      end(sessionId, isLost);
    }
    const idle = freeNow() - queue.held;
    if (idle < 0) faults.push(`${-idle} instances too many at ${nowMs}`);
    const isPassedOver = queue.state.tickets.some(({ stage, isPresent }) => stage === 'waiting' && isPresent);
    if (idle > 0 && isPassedOver) faults.push(`a visitor waits beside an idle instance at ${nowMs}`);
  }
  return { called, everClosed, faults, left: queue.size };
}

describe('a queue of 50 visitors for 4 instances', () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed + 1))('keeps the order and starves nobody, seed %i', (seed) => {
    const { called, everClosed, faults, left } = simulate(seed);
    expect(faults).toEqual([]);
    const faithful = called.filter((number) => !everClosed.has(`v${number}`));
    expect(faithful).toEqual([...faithful].sort((a, b) => a - b));
    const everybody = Array.from({ length: VISITORS }, (_, i) => i + 1).filter((n) => !everClosed.has(`v${n}`));
    expect(new Set(faithful)).toEqual(new Set(everybody));
    expect(left).toBe(0);
  });
});
