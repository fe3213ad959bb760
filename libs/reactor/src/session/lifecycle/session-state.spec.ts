import { describe, expect, it } from '@jest/globals';
import { isRunning, nextOccupancy, type SessionMove, type SessionPhase } from './session-state.js';

const PHASES: readonly SessionPhase[] = ['waiting', 'streaming', 'orphaned', 'closing', 'ended'];

const LEGAL: [SessionMove, SessionPhase, SessionPhase][] = [
  ['opened', 'waiting', 'streaming'],
  ['opened', 'orphaned', 'streaming'],
  ['opened', 'streaming', 'streaming'],
  ['closed', 'streaming', 'orphaned'],
  ['stop', 'waiting', 'closing'],
  ['stop', 'streaming', 'closing'],
  ['stop', 'orphaned', 'closing'],
  ['timeout', 'waiting', 'closing'],
  ['timeout', 'orphaned', 'closing'],
  ['cleaned', 'closing', 'ended'],
];

describe('nextOccupancy', () => {
  it.each(LEGAL)('%s moves %s to %s', (move, from, to) => {
    expect(nextOccupancy({ phase: from, connected: 1 }, move)?.phase).toBe(to);
  });

  const moves = [...new Set(LEGAL.map(([move]) => move))];
  const illegal = moves.flatMap((move) =>
    PHASES.filter((phase) => !LEGAL.some(([legal, from]) => legal === move && from === phase)).map(
      (phase) => [move, phase] as const,
    ),
  );
  it.each(illegal)('%s is refused in %s', (move, phase) => {
    expect(nextOccupancy({ phase, connected: 1 }, move)).toBeUndefined();
  });

  it('stays streaming while another client is left', () => {
    expect(nextOccupancy({ phase: 'streaming', connected: 2 }, 'closed')).toEqual({ phase: 'streaming', connected: 1 });
  });

  it.each<[SessionPhase, number, number]>([
    ['waiting', 0, 1],
    ['orphaned', 0, 1],
    ['streaming', 1, 2],
  ])('counts a client that joins while %s', (phase, connected, after) => {
    expect(nextOccupancy({ phase, connected }, 'opened')).toEqual({ phase: 'streaming', connected: after });
  });

  it('never counts below none', () => {
    expect(nextOccupancy({ phase: 'streaming', connected: 0 }, 'closed')).toEqual({ phase: 'orphaned', connected: 0 });
  });

  it.each(LEGAL.filter(([move]) => move === 'stop' || move === 'timeout'))(
    'counts no client after %s in %s',
    (move, from) => {
      expect(nextOccupancy({ phase: from, connected: 2 }, move)?.connected).toBe(0);
    },
  );
});

describe('isRunning', () => {
  it.each(PHASES.map((phase) => [phase, phase !== 'closing' && phase !== 'ended'] as const))(
    'of %s is %s',
    (phase, expected) => {
      expect(isRunning(phase)).toBe(expected);
    },
  );
});
