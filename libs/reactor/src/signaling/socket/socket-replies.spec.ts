import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { WebSocket } from 'ws';
import { ReactorError } from '../../errors/index.js';
import { RefusalCounter } from '../../session/index.js';
import { DEFAULT_SIGNALING_OPTIONS } from '../signaling.options.js';
import { SocketReplies } from './socket-replies.js';

let sent: { readonly type: string; readonly error?: { readonly code: string; readonly repeated?: number } }[];
let socket: WebSocket;
let counted: string[];
let replies: SocketReplies;

const denied = new ReactorError('forbidden', 'no');

beforeEach(() => {
  jest.useFakeTimers();
  sent = [];
  counted = [];
  socket = Object.assign(new EventEmitter(), {
    readyState: WebSocket.OPEN,
    bufferedAmount: 0,
    send: (text: string) => sent.push(JSON.parse(text) as (typeof sent)[number]),
  }) as unknown as WebSocket;
  const refusals = new RefusalCounter();
  refusals.onRefusal((edge, code) => counted.push(`${edge} ${code}`));
  replies = new SocketReplies(DEFAULT_SIGNALING_OPTIONS, refusals);
});
afterEach(() => {
  jest.useRealTimers();
});

describe('SocketReplies', () => {
  it('sends an answer with the id of its request', () => {
    replies.answer(socket, { request_id: '1' }, { type: 'accepted' });
    expect(sent).toEqual([{ type: 'accepted', request_id: '1' }]);
  });

  it.each(['accepted', 'pong', 'left'] as const)('sends no %s to a client that does not wait', (type) => {
    replies.answer(socket, {}, { type });
    expect(sent).toEqual([]);
  });

  it('sends every error that a client waits for, and counts it', () => {
    for (const id of ['1', '2']) replies.refuse(socket, denied, id);
    expect(sent).toEqual(
      ['1', '2'].map((request_id) => ({ type: 'error', request_id, error: { code: 'forbidden', message: 'no' } })),
    );
    expect(counted).toEqual(['socket forbidden', 'socket forbidden']);
  });

  it('sends the others once a second for each code, with their number', () => {
    for (let i = 0; i < 5; i++) replies.refuse(socket, denied);
    replies.refuse(socket, new ReactorError('bad_message', 'what?'));
    expect(sent.map(({ error }) => error?.code)).toEqual(['forbidden', 'bad_message']);
    jest.advanceTimersByTime(1_000);
    expect(sent.slice(2).map(({ error }) => [error?.code, error?.repeated])).toEqual([['forbidden', 4]]);
    jest.advanceTimersByTime(10_000);
    expect([sent.length, jest.getTimerCount()]).toEqual([3, 0]);
  });

  it('leaves no timer behind a socket that closes', () => {
    replies.refuse(socket, denied);
    socket.emit('close');
    expect(jest.getTimerCount()).toBe(0);
  });
});
