import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { LocalModel } from '../../local-api/index.js';
import { DEFAULT_SESSION_OPTIONS } from '../../session/index.js';
import { FakeHost, fakeModel } from '../../session/model/fake-host.fixture.js';
import { NetworkMetrics } from './network-metrics.js';

let model: LocalModel;
beforeAll(() => Logger.overrideLogger(false));
afterEach(() => model.close('the test is over'));

describe('the metric of networks', () => {
  it('counts them by what they run on now, over all instances', async () => {
    const hosts = [new FakeHost(), new FakeHost()];
    model = new LocalModel(fakeModel(hosts, { instances: 2 }), DEFAULT_SESSION_OPTIONS);
    const registry = new Registry();
    new NetworkMetrics(registry).watch(model);
    const values = async () =>
      (await registry.getMetricsAsJSON())[0]!.values.map(({ labels, value }) => ({ ...labels, value }));

    hosts[0]!.networks = [
      { network: 'large.onnx', provider: 'cuda' },
      { network: 'small.onnx', provider: 'cpu' },
    ];
    hosts[1]!.networks = [{ network: 'large.onnx', provider: 'cuda' }];
    expect(await values()).toEqual([
      { model: 'scene', provider: 'cuda', value: 2 },
      { model: 'scene', provider: 'cpu', value: 1 },
    ]);

    hosts[1]!.networks = [];
    hosts[0]!.networks = [{ network: 'large.onnx', provider: 'cpu' }];
    expect(await values()).toEqual([{ model: 'scene', provider: 'cpu', value: 1 }]);
  });
});
