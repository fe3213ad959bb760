import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { KeyRing } from '@nestjs-reactor/core';
import { TestCluster } from '../support/cluster.js';
import { describeWithNats, NatsProcess, UNLESS_NATS } from '../support/nats-process.js';
import { until } from '../support/until.js';

interface Answer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

describeWithNats(`the cloud API of two machines${UNLESS_NATS}`, () => {
  let nats: NatsProcess;
  let cluster: TestCluster;
  let directory: string;
  let bearer: Record<string, string>;

  async function request(node: string, method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${cluster.node(node).url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...bearer },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, json: (await response.json()) as Answer['json'] };
  }

  const create = (node: string): Promise<Answer> => request(node, 'POST', '/sessions', { model: { name: 'lamp' } });

  beforeEach(async () => {
    nats = await NatsProcess.start();
    directory = await mkdtemp(join(tmpdir(), 'reactor-cluster-keys-'));
    const { text } = await new KeyRing(directory).create({ name: 'shop' });
    cluster = new TestCluster(nats.url);
    // The first one makes the folder's secret.
    for (const id of ['a', 'b']) await cluster.start(id, { instances: 2, cloud: directory });
    bearer = { 'reactor-api-key': text };
    const { json } = await request('a', 'POST', '/tokens');
    bearer = { authorization: `Bearer ${json['jwt'] as string}` };
    for (const id of ['a', 'b']) await cluster.sees(id, 2, 4);
  }, 60_000);

  afterEach(async () => {
    await cluster.stop();
    await nats.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('begins sessions on both, whichever is asked, and each answers for all of them', async () => {
    const created: Answer[] = [];
    for (let i = 0; i < 4; i++) created.push(await create('a'));
    expect(created.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const ids = created.map(({ json }) => json['session_id'] as string);
    expect(cluster.ownerships.map(({ node }) => node).sort()).toEqual(['a', 'a', 'b', 'b']);
    for (const node of ['a', 'b']) {
      for (const id of ids)
        expect((await request(node, 'GET', `/sessions/${id}`)).json).toMatchObject({ session_id: id });
    }
    const late = await create('b');
    expect([late.status, late.json]).toMatchObject([409, { code: 'session_busy' }]);

    const { session, node } = cluster.ownerships[0]!;
    const other = node === 'a' ? 'b' : 'a';
    expect((await request(other, 'DELETE', `/sessions/${session}`)).status).toBe(200);
    const ended = async () => (await request(other, 'GET', `/sessions/${session}`)).json['state'] === 'CLOSED';
    await until('the end of the session', ended);
    await until('a free instance', async () => (await cluster.capacity(other)).models['lamp']?.free === 1);
    expect((await create(other)).status).toBe(200);
    expect(cluster.ownerships.at(-1)).toMatchObject({ node });
  }, 60_000);
});
