import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { RevisionConflict, type StoreEntry } from '../../libs/reactor/src/cluster/cluster-store.port.js';
import { NatsLink } from '../../libs/reactor/src/cluster/nats/nats-link.js';
import { NatsStore } from '../../libs/reactor/src/cluster/nats/nats-store.js';
import { describeWithNats, NatsProcess, UNLESS_NATS } from '../support/nats-process.js';
import { until } from '../support/until.js';

describeWithNats(`the store of a cluster in NATS${UNLESS_NATS}`, () => {
  let nats: NatsProcess;
  let link: NatsLink;
  let store: NatsStore;

  beforeAll(async () => {
    nats = await NatsProcess.start();
    link = await NatsLink.open(nats.url, 'test');
    store = await NatsStore.open(link, 'test', 1);
  });

  afterAll(async () => {
    await link.close();
    await nats.stop();
  });

  it('creates a key once', async () => {
    const revision = await store.create('once.a', { n: 1 });
    await expect(store.create('once.a', { n: 2 })).rejects.toBeInstanceOf(RevisionConflict);
    expect(await store.read('once.a')).toEqual({ key: 'once.a', revision, value: { n: 1 } });
  });

  it('creates one again that was deleted', async () => {
    const revision = await store.create('again.a', 1);
    await store.delete('again.a', revision);
    expect(await store.read('again.a')).toBeUndefined();
    expect(await store.create('again.a', 2)).toBeGreaterThan(revision);
  });

  it('writes only what has the expected revision', async () => {
    const first = await store.create('cas.a', 1);
    const second = await store.update('cas.a', 2, first);
    await expect(store.update('cas.a', 3, first)).rejects.toBeInstanceOf(RevisionConflict);
    await expect(store.delete('cas.a', first)).rejects.toBeInstanceOf(RevisionConflict);
    expect(await store.read('cas.a')).toEqual({ key: 'cas.a', revision: second, value: 2 });
  });

  it('ends a lease that is not renewed, and reports it', async () => {
    const seen: StoreEntry[] = [];
    const end = await store.watch('lease.', (entry) => seen.push(entry));
    const beganMs = performance.now();
    let revision = await store.create('lease.a', 1, { ttlSeconds: 1 });
    await new Promise((resolve) => setTimeout(resolve, 700));
    revision = await store.update('lease.a', 2, revision, { ttlSeconds: 1 });
    await until('the end of the lease', () => seen.some(({ value }) => value === undefined));
    expect(performance.now() - beganMs).toBeGreaterThan(1_600);
    await expect(store.update('lease.a', 3, revision, { ttlSeconds: 1 })).rejects.toBeInstanceOf(RevisionConflict);
    end();
  });

  it('reports what there is before the watch begins, and no other key', async () => {
    await store.create('seen.a', 1);
    await store.create('seen.b', 2);
    const seen: string[] = [];
    (await store.watch('seen.', ({ key }) => seen.push(key)))();
    expect(seen.sort()).toEqual(['seen.a', 'seen.b']);
  });

  it('deletes what is below a prefix, up to a revision', async () => {
    await store.create('old.t.a', 1);
    const last = await store.create('old.t.b', 1);
    const other = await store.create('old.u.c', 1);
    const kept = await store.create('old.t.d', 1);
    await store.deleteBelow('old.t.', last + 1);
    expect(await store.read('old.t.a')).toBeUndefined();
    expect(await store.read('old.t.b')).toBeUndefined();
    expect(await store.read('old.u.c')).toMatchObject({ revision: other });
    expect(await store.read('old.t.d')).toMatchObject({ revision: kept });
  });

  it('watches on after the server was killed and has come back', async () => {
    const present = new Map<string, unknown>();
    const end = await store.watch('kill.', ({ key, value }) => {
      if (value === undefined) present.delete(key);
      else present.set(key, value);
    });
    await store.create('kill.a', 1);
    await store.create('kill.short', 1, { ttlSeconds: 1 });
    await until('both keys', () => present.size === 2);
    await nats.kill();
    await until('the loss to be noticed', () => !store.isConnected);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await nats.resume();
    await until('a write to succeed', () =>
      store.create('kill.b', 2).then(
        () => true,
        () => false,
      ),
    );
    await until('the change to be seen', () => present.has('kill.b') && !present.has('kill.short'));
    expect([...present]).toEqual([
      ['kill.a', 1],
      ['kill.b', 2],
    ]);
    end();
  });
});
