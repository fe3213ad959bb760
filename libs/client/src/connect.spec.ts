import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { connect, keyOf, sharedClient } from './connect.js';
import type { ReactorClient } from './reactor-client.js';
import { FakeServer } from './testing/fake-server.fixture.js';

async function settle(ms = 0): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await jest.advanceTimersByTimeAsync(0);
  await jest.advanceTimersByTimeAsync(ms);
  for (let turn = 0; turn < 20; turn++) await jest.advanceTimersByTimeAsync(0);
}

describe('connect', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => {
    jest.useRealTimers();
    Reflect.deleteProperty(globalThis, 'document');
  });

  it('starts a client', async () => {
    const server = new FakeServer();
    const client = connect({ url: 'http://host/', ports: server.ports });
    await settle();
    server.link.connect();
    await settle();
    expect(client.status.value).toEqual({ kind: 'live', entry: 'fresh' });
  });

  it('says on a server what to do', () => {
    expect(() => connect({ url: '/' })).toThrow(expect.objectContaining({ code: 'no_browser' }));
  });

  it('says that an address is none', () => {
    Reflect.set(globalThis, 'document', {});
    expect(() => connect({ url: 'http://' })).toThrow(expect.objectContaining({ code: 'invalid_url' }));
  });

  it('shares nothing on a server, where pages of different people are rendered', () => {
    expect(sharedClient({ url: '/' })).not.toBe(sharedClient({ url: '/' }));
  });

  it('has one client in a page for the same server, model and token', () => {
    Reflect.set(globalThis, 'document', {});
    const client = sharedClient({ url: '/', model: 'sunny' });
    expect(sharedClient({ url: '/', model: 'sunny', frameMetadata: true })).toBe(client);
    expect(sharedClient({ url: '/', model: 'rainy' })).not.toBe(client);
    expect(sharedClient({ url: '/api/', model: 'sunny' })).not.toBe(client);
    expect(sharedClient({ url: '/', model: 'sunny', token: 'a' })).not.toBe(client);
  });

  it('takes tokens that are functions for the same one', () => {
    const options = { url: '/' };
    expect(keyOf({ ...options, token: () => 'a' })).toBe(keyOf({ ...options, token: () => 'b' }));
    expect(keyOf({ ...options, token: () => 'a' })).not.toBe(keyOf({ ...options, token: 'a' }));
  });
});

describe('a client that is retained', () => {
  let server: FakeServer;
  let client: ReactorClient;

  beforeEach(() => {
    jest.useFakeTimers();
    server = new FakeServer();
    client = sharedClient({ url: 'http://host/', ports: server.ports });
  });
  afterEach(() => void jest.useRealTimers());

  async function live(): Promise<void> {
    await settle();
    server.link.connect();
    await settle();
    expect(client.status.value.kind).toBe('live');
  }

  it('stays in its session while a component mounts twice, as in StrictMode', async () => {
    client.retain()();
    const release = client.retain();
    await live();
    await settle(10_000);
    expect(server.sockets).toHaveLength(1);
    release();
    await settle(499);
    expect(client.status.value.kind).toBe('live');
    await settle(1);
    expect(client.status.value).toEqual({ kind: 'ended', reason: 'left', message: '' });
    expect(server.session).toBe('s1');
  });

  it('leaves with its last user, however often one lets go', async () => {
    const [first, second] = [client.retain(), client.retain()];
    await live();
    first();
    first();
    await settle(10_000);
    expect(client.status.value.kind).toBe('live');
    second();
    await settle(10_000);
    expect(client.status.value.kind).toBe('ended');
  });

  it('starts again for the next user', async () => {
    client.retain()();
    await settle(10_000);
    client.retain();
    await live();
  });

  it('does not start a second run while it tries again by itself', async () => {
    server.reachable = false;
    client.retain();
    await settle();
    expect(client.status.value.kind).toBe('failed');
    client.retain();
    expect(client.status.value.kind).toBe('failed');
  });
});
