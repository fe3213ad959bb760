import { beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../media/manual-clock.js';
import { type FakeClient, FakeStore, pass } from './fake-store.fixture.js';
import { NodeLease } from './node-lease.js';

const LEASE_MS = 3_000;
const KEY = 'nodes.a';

interface Process {
  readonly client: FakeClient;
  readonly lease: NodeLease;
  /** What it was told, with the time. */
  readonly events: (readonly [at: number, what: string])[];
}

describe('the lease of a node', () => {
  let clock: ManualClock;
  let store: FakeStore;

  beforeEach(() => {
    clock = new ManualClock();
    store = new FakeStore(clock);
  });

  function process(incarnation: string, own = clock): Process {
    const client = store.client();
    const events: [number, string][] = [];
    const lease = new NodeLease({
      store: client,
      clock: own,
      key: KEY,
      leaseMs: LEASE_MS,
      incarnation,
      record: (epoch) => ({ id: 'a', incarnation, epoch }),
      events: {
        held: (epoch) => events.push([clock.now(), `held ${epoch}`]),
        lost: (why) => events.push([clock.now(), `lost: ${why}`]),
      },
    });
    return { client, lease, events };
  }

  /** It is taken while the clock moves. */
  async function taken({ lease }: Process): Promise<void> {
    const done = lease.acquire();
    await pass(clock, 100);
    await done;
  }

  it('is renewed every third of its time, and names its epoch', async () => {
    const one = process('one');
    await taken(one);
    const { epoch } = one.lease;
    expect(store.keys.get(KEY)?.value).toEqual({ id: 'a', incarnation: 'one', epoch });
    const before = store.last;
    await pass(clock, 6_000);
    expect(store.last - before).toBeGreaterThanOrEqual(5);
    expect(store.last - before).toBeLessThanOrEqual(6);
    expect(one.lease.epoch).toBe(epoch);
    expect(one.events).toEqual([[expect.any(Number), `held ${epoch}`]]);
  });

  it('refuses a second process with the id of one that renews it', async () => {
    await taken(process('one'));
    let refusal: unknown;
    process('two')
      .lease.acquire()
      .catch((error: unknown) => (refusal = error));
    await pass(clock, LEASE_MS);
    expect(refusal).toMatchObject({
      code: 'bad_configuration',
      message: expect.stringContaining('another process is the node "a"'),
    });
  });

  it('waits for the end of one that a killed process has left', async () => {
    store.put(KEY, { id: 'a', incarnation: 'killed' }, 0, { ttlSeconds: LEASE_MS / 1_000 });
    const two = process('two');
    let isTaken = false;
    void two.lease.acquire().then(() => (isTaken = true));
    await pass(clock, LEASE_MS - 100);
    expect(isTaken).toBe(false);
    await pass(clock, 700);
    expect(isTaken).toBe(true);
  });

  it('is given up after two thirds of its time without the store, before it lapses there', async () => {
    const one = process('one');
    await taken(one);
    let lapsedMs: number | undefined;
    store.watches.add(({ value }) => {
      if (value === undefined) lapsedMs ??= clock.now();
    });
    await pass(clock, 900);
    const cutMs = clock.now();
    one.client.way = 'cut';
    await pass(clock, LEASE_MS + 100);
    const [, [lostMs, what] = [NaN, '']] = one.events;
    expect(what).toBe('lost: its lease could not be renewed');
    expect(lostMs).toBeLessThanOrEqual(cutMs + (LEASE_MS * 2) / 3);
    expect(lapsedMs! - lostMs).toBeGreaterThanOrEqual(LEASE_MS / 3 - 20);
    expect(one.lease.epoch).toBeUndefined();
  });

  it('goes on over a loss of the store that is shorter', async () => {
    const one = process('one');
    await taken(one);
    const { epoch } = one.lease;
    for (let times = 0; times < 5; times++) {
      one.client.way = 'cut';
      await pass(clock, 900);
      one.client.way = 'open';
      await pass(clock, 600);
    }
    expect(one.lease.epoch).toBe(epoch);
    expect(one.events).toHaveLength(1);
  });

  it('takes no new session for long before it is given up', async () => {
    const one = process('one');
    await taken(one);
    expect(one.lease.isFresh).toBe(true);
    one.client.way = 'deaf';
    await pass(clock, LEASE_MS / 2 + 1_000);
    expect(one.lease.isFresh).toBe(false);
  });

  it('goes on where a write has arrived whose answer was lost', async () => {
    const one = process('one');
    await taken(one);
    const { epoch } = one.lease;
    one.client.way = 'deaf';
    await pass(clock, 1_200);
    one.client.way = 'open';
    await pass(clock, 6_000);
    expect(one.lease.epoch).toBe(epoch);
    expect(one.events).toHaveLength(1);
  });

  it('is taken again with a new epoch when the store is back', async () => {
    const one = process('one');
    await taken(one);
    const { epoch } = one.lease;
    one.client.way = 'cut';
    await pass(clock, 2 * LEASE_MS);
    one.client.way = 'open';
    await pass(clock, 1_000);
    expect(one.lease.epoch).toBeGreaterThan(epoch!);
  });

  it('is not taken from another process that has it meanwhile', async () => {
    const own = new ManualClock();
    const one = process('one', own);
    const done = one.lease.acquire();
    await pass(own, 10);
    await done;
    // The process stands still: its clock does not reach its timers, the clock of the store goes on.
    await pass(clock, LEASE_MS + 10);
    const two = process('two');
    await taken(two);
    own.stall(LEASE_MS + 110);
    await Promise.all([pass(clock, 2 * LEASE_MS), pass(own, 2 * LEASE_MS)]);
    expect(one.lease.epoch).toBeUndefined();
    expect(two.lease.epoch).toBeDefined();
    expect(two.events).toHaveLength(1);
  });

  it('does not count as held after a stall, before any timer has fired', async () => {
    const one = process('one');
    await taken(one);
    Object.assign(clock, { time: clock.now() + LEASE_MS });
    expect(one.lease.epoch).toBeUndefined();
    expect(one.lease.isFresh).toBe(false);
  });

  it('is free at once when it is given back', async () => {
    const one = process('one');
    await taken(one);
    await one.lease.release();
    expect(store.keys.has(KEY)).toBe(false);
    await taken(process('two'));
  });

  it('writes a change of the record at once, and changes meanwhile in one write', async () => {
    const one = process('one');
    await taken(one);
    one.client.delayMs = 50;
    const before = store.last;
    for (let times = 0; times < 10; times++) void one.lease.renew();
    await pass(clock, 200);
    expect(store.last - before).toBe(2);
  });
});
