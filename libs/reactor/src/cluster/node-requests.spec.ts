import { PassThrough } from 'node:stream';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { NatsLink } from './nats/nats-link.js';
import { NodeRequests } from './node-requests.js';

const TAG = 'aaaaaaaaaaaa';

/** What this machine has answered. */
let answers: unknown[];
let send: (epoch: number, body: unknown) => Promise<void>;

beforeEach(() => {
  Logger.overrideLogger(false);
  answers = [];
  const requests = new PassThrough({ objectMode: true });
  const link = { connection: { subscribe: () => requests } } as unknown as NatsLink;
  const handler = async (body: unknown): Promise<unknown> => {
    if (body === 'bad') throw new Error('cannot do that');
    return `done: ${String(body)}`;
  };
  new NodeRequests(link, 'test').serve(TAG, 'work', () => 7, handler);
  send = async (epoch, body) => {
    const respond = (payload: string): void => void answers.push(JSON.parse(payload));
    requests.write({ json: () => ({ epoch, body }), respond });
    await new Promise(setImmediate);
  };
});

describe('a request of another machine', () => {
  it('is answered by the process that has the epoch', async () => {
    await send(7, 'this');
    expect(answers).toEqual([{ answer: 'done: this' }]);
  });

  it('has no answer of use where it fails, and is answered at once', async () => {
    await send(7, 'bad');
    expect(answers).toEqual([{}]);
  });

  it('is left to another process with the same id, whose epoch it names', async () => {
    await send(8, 'this');
    await send(6, 'this');
    expect(answers).toEqual([]);
  });
});
