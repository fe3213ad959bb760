import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { WebSocket } from 'ws';
import { ReactorError } from '../../errors/index.js';
import { type Principal, RefusalCounter } from '../../session/index.js';
import type { AccessControl } from '../access/access-control.js';
import type { Callers } from '../access/callers.js';
import { DEFAULT_SIGNALING_OPTIONS } from '../signaling.options.js';
import { AddressSockets } from './address-sockets.js';
import { SocketAdmission } from './socket-admission.js';
import { SocketClients } from './socket-clients.js';
import { SocketReplies } from './socket-replies.js';

/** A socket that keeps what happens to it. */
function openSocket() {
  const sent: string[] = [];
  const closes: unknown[][] = [];
  const socket = Object.assign(new EventEmitter(), {
    readyState: WebSocket.OPEN as number,
    bufferedAmount: 0,
    isPaused: false,
    pause: () => (socket.isPaused = true),
    resume: () => (socket.isPaused = false),
    ping: () => {},
    send: (text: string) => sent.push((JSON.parse(text) as { error: { code: string } }).error.code),
    close: (...args: unknown[]) => {
      closes.push(args);
      socket.readyState = WebSocket.CLOSING;
    },
  });
  return { socket: socket as typeof socket & WebSocket, sent, closes };
}

let answer: () => Promise<Principal | undefined>;
let clients: SocketClients;

const admit = (socket: WebSocket, origin?: string): Promise<void> =>
  clients.admit(socket, { headers: { host: 'x', origin } } as IncomingMessage);

beforeEach(() => {
  jest.useFakeTimers();
  answer = async () => undefined;
  const options = { ...DEFAULT_SIGNALING_OPTIONS, allowedOrigins: [], allowedHosts: ['x'], maxSocketsPerAddress: 1 };
  const callers = { addressOf: () => '192.0.2.1', senderOf: () => undefined } as unknown as Callers;
  clients = new SocketClients(
    { check: () => answer() } as unknown as AccessControl,
    callers,
    new SocketAdmission(callers, new AddressSockets(options), options),
    new SocketReplies(options, new RefusalCounter()),
    options,
  );
});
afterEach(() => {
  jest.useRealTimers();
});

describe('a client on a socket', () => {
  it('is not read until the application has answered', async () => {
    const { socket } = openSocket();
    const admitted = admit(socket);
    expect(socket.isPaused).toBe(true);
    expect(() => clients.of(socket)).toThrow(expect.objectContaining({ code: 'not_joined' }));
    await admitted;
    expect(socket.isPaused).toBe(false);
    expect(clients.of(socket).principal).toBeUndefined();
  });

  it.each([
    ['an unknown client', new ReactorError('unauthorized', 'who?'), 4401],
    ['a denied client', new ReactorError('forbidden', 'no'), 4403],
    ['one that could not be checked', new Error('unforeseen'), 4403],
  ])('is turned away with the reason: %s', async (_what, error, code) => {
    answer = () => Promise.reject(error);
    const { socket, sent, closes } = openSocket();
    await admit(socket);
    expect([sent.length, closes[0]?.[0]]).toEqual([1, code]);
    expect(() => clients.of(socket)).toThrow(expect.objectContaining({ code: 'not_joined' }));
  });

  it('is turned away where its page is not allowed, or its address has enough sockets', async () => {
    const [stranger, second] = [openSocket(), openSocket()];
    await admit(stranger.socket, 'https://stranger.example');
    expect([stranger.sent, stranger.closes[0]?.[0]]).toEqual([['forbidden'], 4403]);
    await admit(openSocket().socket);
    await admit(second.socket);
    expect([second.sent, second.closes[0]?.[0]]).toEqual([['socket_limit'], 4429]);
  });

  it('closes with 4401 when it expires, unless a later time was set', async () => {
    answer = async () => ({ id: 'ada', roles: ['view'], expiresAt: new Date(Date.now() + 1_000) });
    const { socket, sent, closes } = openSocket();
    await admit(socket);
    clients.expireAt(socket, new Date(Date.now() + 5_000));
    jest.advanceTimersByTime(4_999);
    expect(closes).toEqual([]);
    jest.advanceTimersByTime(1);
    expect([sent, closes[0]?.[0]]).toEqual([['authorization_expired'], 4401]);
    expect(() => clients.of(socket)).toThrow(expect.objectContaining({ code: 'not_joined' }));
  });

  it('leaves no timer behind when it leaves', async () => {
    answer = async () => ({ id: 'ada', roles: ['view'], expiresAt: new Date(Date.now() + 1_000) });
    const { socket, closes } = openSocket();
    await admit(socket);
    socket.emit('close');
    clients.leave(socket);
    expect(jest.getTimerCount()).toBe(0);
    expect(closes).toEqual([]);
  });
});
