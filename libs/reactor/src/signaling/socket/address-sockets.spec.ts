import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { WebSocket } from 'ws';
import { AddressSockets } from './address-sockets.js';

const socket = (): WebSocket => new EventEmitter() as unknown as WebSocket;

describe('AddressSockets', () => {
  it('counts the open sockets of each address, each once', () => {
    const sockets = new AddressSockets({ messagesPerSecond: 1 });
    const [a, b, other] = [socket(), socket(), socket()];
    sockets.shareOf(a, '192.0.2.1');
    sockets.shareOf(a, '192.0.2.1');
    expect(sockets.shareOf(b, '192.0.2.1').sockets).toBe(2);
    expect(sockets.shareOf(other, '192.0.2.2').sockets).toBe(1);
    a.emit('close');
    expect(sockets.shareOf(b, '192.0.2.1').sockets).toBe(1);
  });

  it('gives those of one address one message rate, until the last has closed', () => {
    const sockets = new AddressSockets({ messagesPerSecond: 1 });
    const [a, b] = [socket(), socket()];
    const { rate } = sockets.shareOf(a, '192.0.2.1');
    expect(sockets.shareOf(b, '192.0.2.1').rate).toBe(rate);
    for (let i = 0; i < 8; i++) expect(rate.take()).toBe(0);
    expect(rate.take()).toBeGreaterThan(0);
    for (const one of [a, b]) one.emit('close');
    expect(sockets.shareOf(socket(), '192.0.2.1').rate).not.toBe(rate);
  });
});
