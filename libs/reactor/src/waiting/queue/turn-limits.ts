import type { QueueRules } from './queue-rules.js';
import type { Turn } from './queue-state.js';

/**
 * Says of each turn when it ends. Only as many have an end as visitors wait for whom no instance is free: those whose visitor is
 * away first, then those that have lasted longest. An end that was announced is not moved as long as it is one of them.
 *
 * @param turns the oldest first
 * @param wanted visitors for whom no instance is free or about to be
 */
export function limitTurns(turns: readonly Turn[], wanted: number, rules: QueueRules, nowMs: number): readonly Turn[] {
  const running = turns.filter(({ ending }) => ending === undefined);
  const away = running.filter(({ unattendedMs }) => unattendedMs !== undefined);
  const others = rules.turnMs > 0 ? running.filter((turn) => !away.includes(turn)) : [];
  const limited = new Set([...away, ...others].slice(0, Math.max(0, wanted)));
  return turns.map((turn) => {
    if (turn.ending !== undefined) return turn;
    const { limitMs: _limit, endsMs: _ends, ...unlimited } = turn;
    return limited.has(turn) ? limit(turn, rules, nowMs) : unlimited;
  });
}

function limit(turn: Turn, { turnMs, noticeMs, absentMs }: QueueRules, nowMs: number): Turn {
  const { startedMs, unattendedMs, limitMs = Math.max(startedMs + turnMs, nowMs + noticeMs) } = turn;
  const limited = turnMs > 0 ? { ...turn, limitMs } : turn;
  const ends = [...(turnMs > 0 ? [limitMs] : []), ...(unattendedMs === undefined ? [] : [unattendedMs + absentMs])];
  return { ...limited, endsMs: Math.min(...ends) };
}
