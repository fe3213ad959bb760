import { describe, expect, it } from '@jest/globals';
import { ClientError } from '../client-error.js';
import type { SessionStatus } from '../session-status.js';
import { statusWords } from './status-words.js';

const error = ClientError.own('unreachable', 'nothing answers at host:8080');

describe('statusWords', () => {
  it.each<[SessionStatus, string, string | undefined]>([
    [{ kind: 'idle' }, 'Not connected.', 'Connect'],
    [{ kind: 'connecting', again: false }, 'Connecting…', undefined],
    [{ kind: 'connecting', again: true }, 'The connection was lost. Connecting again…', undefined],
    [{ kind: 'loading' }, 'The model is loading…', undefined],
    [{ kind: 'waiting', place: 2, waiting: 5, expectedWaitMs: undefined }, 'Waiting: number 2 of 5.', undefined],
    [{ kind: 'called', untilMs: 5 }, 'It is your turn.', 'Start'],
    [{ kind: 'live', entry: 'fresh' }, '', undefined],
    [{ kind: 'ended', reason: 'left', message: '' }, 'The session has ended.', 'Start again'],
    [
      { kind: 'ended', reason: 'stopped', message: 'Closing time.' },
      'The session has ended: Closing time.',
      'Start again',
    ],
    [{ kind: 'failed', error, retryAtMs: 5 }, 'No connection: nothing answers at host:8080.', 'Try now'],
    [{ kind: 'failed', error, retryAtMs: undefined }, 'No connection: nothing answers at host:8080.', 'Try again'],
  ])('of %j', (status, text, action) => {
    expect(statusWords(status)).toEqual({ text, action });
  });
});
