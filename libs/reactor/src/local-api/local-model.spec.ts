import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { FakeHost, fakeModel } from '../session/model/fake-host.fixture.js';
import { DEFAULT_SESSION_OPTIONS } from '../session/lifecycle/session.options.js';
import { LocalModel } from './local-model.js';

let local: LocalModel;

async function served(hosts: readonly FakeHost[], visitors: 'own' | 'shared' = 'own'): Promise<LocalModel> {
  const model = fakeModel(hosts, { instances: hosts.length });
  local = new LocalModel(model, { ...DEFAULT_SESSION_OPTIONS, visitors });
  await local.load().catch(() => undefined);
  return local;
}

const failing = (): FakeHost => {
  const host = new FakeHost();
  host.failures.push(new Error('no memory'));
  return host;
};

beforeAll(() => Logger.overrideLogger(false));
afterEach(() => local.close('the test is over'));

describe('a model of several instances', () => {
  it('is available while one of them is free, whatever became of the others', async () => {
    await served([failing(), new FakeHost()]);
    expect(local.health()).toEqual({ status: 'healthy', state: 'available', detail: null });
    expect(local.states).toEqual(['terminated', 'ready']);
    const session = local.start({ caller: 'ada' });
    expect(local.health().state).toBe('serving');
    expect(() => local.start({ caller: 'bob' })).toThrow('1 of 2 instances of scene are in use and none is free');
    expect(local.descriptor(session)).toMatchObject({ session_id: session.id, state: 'waiting' });
  });

  it('says what the networks of all of them run on, each provider once', async () => {
    const hosts = [new FakeHost(), new FakeHost(), new FakeHost()];
    ['cuda', 'cpu', 'cuda'].forEach((provider, i) => (hosts[i]!.networks = [{ network: 'sunny.onnx', provider }]));
    await served(hosts);
    expect(local.health()).toMatchObject({ state: 'available', providers: ['cpu', 'cuda'] });
  });

  it('is terminated when all have failed', async () => {
    await served([failing(), failing()]);
    expect(local.health()).toEqual({ status: 'unhealthy', state: 'terminated', detail: 'session terminated' });
    expect(() => local.start()).toThrow('the model is terminated');
  });

  it('gives a caller that starts twice the session that no client has joined yet', async () => {
    await served([new FakeHost(), new FakeHost()]);
    const first = local.start({ caller: 'ada' });
    expect(local.start({ caller: 'ada' })).toBe(first);
    expect(local.start({ caller: 'bob' })).not.toBe(first);
    expect(local.sessionFor('ada')).toBe(first);
  });

  it.each([
    ['own', undefined, true],
    ['own', false, false],
    ['shared', undefined, false],
    ['shared', true, true],
  ] as const)('with %s and a wish of %s, gives a session of one’s own: %s', async (visitors, own, expected) => {
    await served([new FakeHost(), new FakeHost()], visitors);
    expect(local.givesOwn(own)).toBe(expected);
  });

  it('never gives one where there is one instance', async () => {
    await served([new FakeHost()]);
    expect(local.givesOwn(true)).toBe(false);
  });
});
