import { describe, expect, it } from '@jest/globals';
import { ClientError } from '@nestjs-reactor/client';
import { canWatchInstead, endingOf, problemOf } from './problem.js';

describe('problemOf', () => {
  it.each<[string, ClientError, { title: string; hint: RegExp }]>([
    [
      'a server that is away',
      ClientError.own('unreachable', 'x'),
      { title: 'The server does not answer', hint: /npm start/ },
    ],
    ['media without a way', ClientError.own('ice_failed', 'x'), { title: 'No media connection', hint: /TURN_SERVERS/ }],
    [
      'a page that is not allowed',
      new ClientError('forbidden', 'pages of this origin may not use this server'),
      { title: 'This page is not allowed to use the server', hint: /REACTOR_ALLOWED_ORIGINS/ },
    ],
    [
      'a host name that is not allowed',
      new ClientError('forbidden', 'this server does not answer under the host name x'),
      { title: 'This host name is not allowed', hint: /host name/ },
    ],
    [
      'a guard that says no',
      new ClientError('forbidden', 'Forbidden resource'),
      { title: 'Access denied', hint: /Sign in/ },
    ],
    [
      'a client that is not signed in',
      new ClientError('unauthorized', 'x'),
      { title: 'You are not signed in', hint: /Sign in/ },
    ],
    [
      'a guard that does not know sockets',
      new ClientError('application_failed', 'x'),
      { title: 'The server’s application rejected the connection', hint: /guard/ },
    ],
    [
      'a browser without WebRTC',
      ClientError.own('no_webrtc', 'x'),
      { title: 'This browser cannot receive the video', hint: /Firefox/ },
    ],
    [
      'a socket that does not open',
      ClientError.own('socket_blocked', 'x'),
      { title: 'WebSocket connections are blocked', hint: /proxy/ },
    ],
    ['a failure of the browser’s', ClientError.own('client_failed', 'x'), { title: 'The page failed', hint: /Reload/ }],
    [
      'a socket that broke',
      ClientError.own('socket_closed', 'x', { closeCode: 1006 }),
      { title: 'The connection to the server was lost', hint: /WebSockets/ },
    ],
    [
      'a model whose instances are all in use',
      new ClientError('session_busy', 'cannot start session: 3 of 3 instances of m are in use and none is free'),
      { title: 'All sessions are in use', hint: /tries again/ },
    ],
    [
      'a model whose one session still ends',
      new ClientError('session_busy', 'cannot start session while closing'),
      { title: 'The model is busy', hint: /few seconds/ },
    ],
    ['what nobody foresaw', new ClientError('odd_code', 'x'), { title: 'The connection failed', hint: /odd_code/ }],
  ])('says of %s what to try', (_, error, { title, hint }) => {
    const problem = problemOf(error);
    expect(problem).toMatchObject({ code: error.code, title });
    expect(problem.hints.join('\n')).toMatch(hint);
  });

  it('keeps the numbers that the server gives, and offers to watch instead', () => {
    const full = new ClientError('session_busy', '3 of 3 instances of m are in use and none is free');
    expect(problemOf(full).text).toBe('3 of 3 instances of m are in use and none is free.');
    expect(canWatchInstead(full)).toBe(true);
    expect(canWatchInstead(new ClientError('session_busy', 'cannot start session while closing'))).toBe(false);
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
