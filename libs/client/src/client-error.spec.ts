import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { WireError } from '@nestjs-reactor/protocol';
import { ClientError, isRetryable, toClientError } from './client-error.js';

/** What the reference says of each code: whether it is tried again, `yes`, `no` or nothing. */
function documented(): Map<string, string> {
  const page = readFileSync(new URL('../../../docs/reference/client-errors.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` .*\| (\w*) *\|$/gm)];
  return new Map(rows.map(([, code, again]) => [code!, again!] as const));
}

describe('the reference of the client’s errors', () => {
  it('has every code', () => {
    const source = readFileSync(new URL('./client-error.ts', import.meta.url), 'utf8');
    const codes = [...source.matchAll(/^ {2}\| '(\w+)'/gm)].map(([, code]) => code!);
    expect(codes.length).toBeGreaterThan(20);
    expect([...documented().keys()].toSorted()).toEqual(codes.toSorted());
  });

  it.each([...documented()].filter(([, again]) => again !== ''))(
    'says rightly of %s: tried again, %s',
    (code, again) => {
      expect(isRetryable(new ClientError(code, ''))).toBe(again === 'yes');
    },
  );
});

describe('isRetryable', () => {
  it.each([
    ['unreachable', true],
    ['not_a_reactor', true],
    ['socket_blocked', true],
    ['client_failed', true],
    ['socket_closed', true],
    ['no_answer', true],
    ['ice_failed', true],
    ['rate_limited', true],
    ['socket_limit', true],
    ['session_busy', true],
    ['connection_limit', true],
    ['negotiation_failed', true],
    ['model_terminated', true],
    ['a_code_of_a_newer_server', true],
    ['no_webrtc', false],
    ['unauthorized', false],
    ['forbidden', false],
    ['application_failed', false],
    ['unknown_model', false],
    ['unknown_session', false],
    ['engine_unavailable', false],
  ])('of %s is %s', (code, retryable) => {
    expect(isRetryable(new ClientError(code, 'x'))).toBe(retryable);
  });
});

describe('toClientError', () => {
  const refusal = new ClientError('forbidden', 'no');

  it.each<[string, unknown, object]>([
    ['a refusal as it is', refusal, { code: 'forbidden', message: 'no' }],
    [
      'a message that may not be sent',
      new WireError('bad_message', 'too long', 'sdp'),
      { code: 'bad_message', message: 'too long', details: { field: 'sdp' } },
    ],
    ['an error of the browser', new TypeError('x is undefined'), { code: 'client_failed', message: 'x is undefined' }],
    ['what is no error', 'odd', { code: 'client_failed', message: 'odd' }],
  ])('gives %s', (_, thrown, expected) => {
    expect(toClientError(thrown)).toMatchObject(expected);
    expect(toClientError(thrown)).toBeInstanceOf(ClientError);
  });
});
