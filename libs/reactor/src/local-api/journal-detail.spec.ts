import { describe, expect, it } from '@jest/globals';
import { JournalDetail } from './journal-detail.js';

const TYPED = 'my home address';
const FAILURE = { code: 'invalid_command', field: 'prompt', message: `prompt is refused (got "${TYPED}")` };

const FACTS: [string, (detail: JournalDetail) => object, object, object][] = [
  [
    'a session that starts',
    (detail) => detail.started('s1', { note: TYPED }),
    { session_id: 's1', param_names: ['note'] },
    { session_id: 's1', params: { note: TYPED } },
  ],
  [
    'an answer',
    (detail) => detail.answered(1002, 'v=0 10.0.0.7'),
    { conn_id: 1002 },
    { conn_id: 1002, answer: { type: 'answer', sdp: 'v=0 10.0.0.7' } },
  ],
  [
    'a command',
    (detail) => detail.command(1002, 'set_prompt', { prompt: TYPED }),
    { name: 'set_prompt', arg_names: ['prompt'], conn_id: 1002 },
    { name: 'set_prompt', args: { prompt: TYPED }, conn_id: 1002 },
  ],
  [
    'a rejected command',
    (detail) => detail.commandRejected(1002, 'set_prompt', true, FAILURE),
    { message: "command 'set_prompt' rejected (prompt: invalid_command)", code: 'invalid_command', conn_id: 1002 },
    {
      message: `command 'set_prompt' rejected (prompt is refused (got "${TYPED}"))`,
      code: 'invalid_command',
      conn_id: 1002,
    },
  ],
  [
    'a command that nobody declared',
    (detail) => detail.commandRejected(1002, TYPED, false, { code: 'invalid_command', message: 'unknown' }),
    { message: 'an unknown command rejected (invalid_command)', code: 'invalid_command', conn_id: 1002 },
    { message: `command '${TYPED}' rejected (unknown)`, code: 'invalid_command', conn_id: 1002 },
  ],
  [
    'a command without its upload',
    (detail) => detail.commandRejected(1002, 'set_image', true, { code: 'unresolved_upload', message: 'no "id"' }),
    { message: "command 'set_image' references an unresolved upload", code: 'unresolved_upload', conn_id: 1002 },
    { message: "command 'set_image' references an unresolved upload", code: 'unresolved_upload', conn_id: 1002 },
  ],
  [
    'a handler that failed',
    (detail) => detail.commandFailed(1002, { code: 'too_rude', message: TYPED }, 'r1'),
    { message: 'command handler failed (too_rude)', code: 'too_rude', conn_id: 1002, request_id: 'r1' },
    { message: `command handler failed (too_rude: ${TYPED})`, code: 'too_rude', conn_id: 1002, request_id: 'r1' },
  ],
  [
    'another refusal',
    (detail) => detail.refused(1002, 'unknown_track', `no track ${TYPED}`),
    { message: 'refused (unknown_track)', code: 'unknown_track', conn_id: 1002 },
    { message: `no track ${TYPED}`, code: 'unknown_track', conn_id: 1002 },
  ],
  [
    'a model that is gone',
    (detail) => detail.gone(),
    { error: 'see the server’s log' },
    { error: 'see the server’s log' },
  ],
];

describe('JournalDetail', () => {
  it.each(FACTS)(
    'leaves out what somebody typed, where they are and what the server has inside: %s',
    (_, make, without) => {
      expect(make(new JournalDetail(false))).toEqual(without);
    },
  );

  it.each(FACTS)('tells all of it when asked to: %s', (_, make, __, all) => {
    expect(make(new JournalDetail(true))).toEqual(all);
  });

  it('keeps the names alone of arguments that are too large', () => {
    const detail = new JournalDetail(true).command(1002, 'set_prompt', { prompt: 'x'.repeat(16_385) });
    expect(detail).toEqual({ name: 'set_prompt', arg_names: ['prompt'], conn_id: 1002 });
  });

  it.each([false, true])(
    'keeps 64 names that a client made up, and says how many more there were (contents: %s)',
    (all) => {
      const names = Array.from({ length: 90_000 }, (_, i) => `${i}`.padStart(100, 'x'));
      const params = Object.fromEntries(names.map((name) => [name, 1]));
      const detail = new JournalDetail(all).started('s1', params);
      expect(detail).toEqual({
        session_id: 's1',
        param_names: names.slice(0, 64).map((name) => `${name.slice(0, 80)}…`),
        more_names: 90_000 - 64,
      });
      expect(JSON.stringify(detail).length).toBeLessThan(16_384);
    },
  );

  it('cuts a refusal that names whatever the client made up', () => {
    const detail = new JournalDetail(true).refused(1002, 'bad_message', 'x'.repeat(5_000));
    expect(detail['message']).toBe(`${'x'.repeat(1_000)}…`);
  });
});
