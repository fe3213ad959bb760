import { describe, expect, it } from '@jest/globals';
import { ClientError } from './client-error.js';
import { endingOf, problemOf } from './problem.js';

describe('problemOf', () => {
  it.each<[string, ClientError, { title: string; retry: boolean; hint: RegExp }]>([
    [
      'a server that is away',
      ClientError.own('unreachable', 'x'),
      { title: 'The server does not answer', retry: true, hint: /npm start/ },
    ],
    [
      'media without a way',
      ClientError.own('ice_failed', 'x'),
      { title: 'No way through for the picture', retry: true, hint: /TURN_SERVERS/ },
    ],
    [
      'a page that is not allowed',
      ClientError.own('socket_closed', 'x', { closeCode: 4403 }),
      { title: 'This page may not use the server', retry: false, hint: /REACTOR_ALLOWED_ORIGINS/ },
    ],
    [
      'a socket that broke',
      ClientError.own('socket_closed', 'x', { closeCode: 1006 }),
      { title: 'The connection to the server broke', retry: true, hint: /WebSockets/ },
    ],
    [
      'what nobody foresaw',
      new ClientError('odd_code', 'x'),
      { title: 'That did not work', retry: true, hint: /odd_code/ },
    ],
  ])('says of %s what to try', (_, error, { title, retry, hint }) => {
    const problem = problemOf(error);
    expect(problem).toMatchObject({ code: error.code, title, retry });
    expect(problem.hints.join('\n')).toMatch(hint);
  });

  it('tells the server’s own words as a sentence', () => {
    expect(problemOf(new ClientError('connection_limit', 'the limit is 64')).text).toBe('The limit is 64.');
  });
});

describe('endingOf', () => {
  it.each([
    ['error', 'boom', 'The model failed', 'Boom.'],
    ['moderated', 'policy!', 'The session was ended by moderation', 'Policy!'],
    ['new_reason', '', 'The session ended', ''],
    ['stopped', 'The session was stopped.', 'The session was stopped', ''],
  ])('says why a session ended: %s', (reason, message, title, text) => {
    expect(endingOf(reason, message)).toEqual({ title, text });
  });
});
