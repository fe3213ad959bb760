import { describe, expect, it } from '@jest/globals';
import { apiAddress } from './api-address.js';

const CASES: [string, string, string | undefined, string, string][] = [
  ['http://host:8080/', '/', undefined, 'http://host:8080/health', 'ws://host:8080/signaling'],
  ['http://host/play/', '/', undefined, 'http://host/health', 'ws://host/signaling'],
  ['https://host/play/', '/api', undefined, 'https://host/api/health', 'wss://host/api/signaling'],
  ['https://host/a/play/', '../', undefined, 'https://host/a/health', 'wss://host/a/signaling'],
  ['http://host/?model=b', '/', 'b', 'http://host/models/b/health', 'ws://host/signaling'],
  ['http://page/', 'https://host/api', undefined, 'https://host/api/health', 'wss://host/api/signaling'],
  ['http://host/', '/', 'a/../b', 'http://host/models/a%2F..%2Fb/health', 'ws://host/signaling'],
];

describe('apiAddress', () => {
  it.each(CASES)('of the page %s with base %s and model %s is %s and %s', (page, base, model, health, socket) => {
    const address = apiAddress(base, model, page);
    expect(address.rest('health')).toBe(health);
    expect(address.socket).toBe(socket);
  });
});
