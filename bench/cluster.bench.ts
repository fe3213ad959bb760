import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { natsServer } from '../scripts/nats-server.mjs';
import { lineChart } from './report/line-chart.js';
import { quantile } from '../libs/cli/src/load/quantile.js';
import { nodesToAsk } from '../libs/reactor/src/cluster/choose-node.js';
import { ClusterNodes } from '../libs/reactor/src/cluster/cluster-nodes.js';
import { NatsLink } from '../libs/reactor/src/cluster/nats/nats-link.js';
import { NatsStore } from '../libs/reactor/src/cluster/nats/nats-store.js';
import type { NodeRecord } from '../libs/reactor/src/cluster/node-record.js';
import { NodeRequests } from '../libs/reactor/src/cluster/node-requests.js';
import { newTaggedId, tagOf } from '../libs/reactor/src/cluster/tagged-id.js';
import { systemClock } from '../libs/reactor/src/media/pacer-clock.js';

const SESSIONS = 10_000;
const MEASURED = 1_000;
const NODES = [10, 30, 100, 300, 1_000];
const LEASE_S = 10;
const LEASE_MS = LEASE_S * 1_000;
const MODEL = 'model';
const CHART = join('docs', 'assets', 'cluster-placement.svg');

/** Sessions that begin at once while the directory is filled. */
const AT_ONCE = 50;

interface Figures {
  readonly count: number;
  /** Milliseconds of one placement. */
  readonly p50: number;
  readonly p99: number;
  /** Records a second that a node hears, because leases are renewed, and because sessions begin. */
  readonly leases: number;
  readonly news: number;
}

/** One machine without anything but its place in the directory. */
class SimulatedNode {
  readonly tag: string;
  free: number;
  private epoch = 0;
  private revision = 0;
  private writing: Promise<void> | undefined;

  constructor(
    private readonly id: string,
    private readonly instances: number,
    private readonly store: NatsStore,
    private readonly requests: NodeRequests,
  ) {
    this.tag = tagOf(id);
    this.free = instances;
  }

  async join(): Promise<void> {
    this.epoch = await this.store.create(`nodes.${this.tag}`, this.record, { ttlSeconds: LEASE_S });
    this.revision = this.epoch;
    this.requests.serve(
      this.tag,
      'reserve',
      () => this.epoch,
      async () => await this.begin(),
    );
    await this.write();
  }

  /** Its lease, and what it has free; resolves when the write that goes on has been confirmed. */
  async write(): Promise<void> {
    this.writing ??= this.put().finally(() => {
      this.writing = undefined;
    });
    await this.writing;
  }

  private async put(): Promise<void> {
    this.revision = await this.store.update(`nodes.${this.tag}`, this.record, this.revision, { ttlSeconds: LEASE_S });
  }

  /** Takes an instance, and writes the session's key. */
  private async begin(): Promise<string | undefined> {
    if (this.free === 0) return undefined;
    this.free--;
    const id = newTaggedId(this.tag);
    await this.store.create(`sessions.${this.tag}.${id}`, { model: MODEL, epoch: this.epoch });
    void this.write();
    return id;
  }

  private get record(): NodeRecord {
    const { id, tag, epoch, instances, free } = this;
    const models = { [MODEL]: { instances, free, sessions: instances - free } };
    return { id, tag, incarnation: id, epoch, state: 'ready', url: 'http://127.0.0.1', version: '0', models };
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Placement of sessions one after the other, with so many already there, on so many nodes. */
async function measure(url: string, count: number): Promise<Figures> {
  const link = await NatsLink.open(url, 'bench');
  const asking = await NatsLink.open(url, 'asking');
  const name = `bench${count}`;
  const store = await NatsStore.open(link, name, 1);
  const requests = new NodeRequests(link, name);
  const instances = Math.ceil((1.2 * SESSIONS) / count);
  const simulated = Array.from(
    { length: count },
    (_, at) => new SimulatedNode(`node-${at}`, instances, store, requests),
  );
  for (let at = 0; at < count; at += AT_ONCE) {
    await Promise.all(simulated.slice(at, at + AT_ONCE).map((node) => node.join()));
  }
  const renewals = simulated.map((node) => setInterval(() => void node.write(), LEASE_MS / 3));
  const nodes = new ClusterNodes(systemClock, 2 * LEASE_MS);
  const own = await NatsStore.open(asking, name, 1);
  let heard = 0;
  await own.watch('nodes.', (entry) => {
    heard++;
    nodes.apply(entry, entry.key.slice('nodes.'.length));
  });
  const ask = new NodeRequests(asking, name);
  const place = async (): Promise<void> => {
    for (const node of nodesToAsk(nodes.takers(MODEL), '')) {
      nodes.assume(node.tag, MODEL);
      if ((await ask.ask(node, 'reserve', { model: MODEL })) !== undefined) return;
    }
    throw new Error('no node has taken the session');
  };
  let left = SESSIONS - MEASURED;
  const fill = async (): Promise<void> => {
    while (left-- > 0) await place();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fill));
  const heardBefore = heard;
  const beganMs = performance.now();
  const times: number[] = [];
  for (let placed = 0; placed < MEASURED; placed++) {
    const startedMs = performance.now();
    await place();
    times.push(performance.now() - startedMs);
  }
  const seconds = (performance.now() - beganMs) / 1_000;
  const news = (heard - heardBefore) / seconds;
  for (const timer of renewals) clearInterval(timer);
  await Promise.all(simulated.map((node) => node.write()));
  await Promise.all([link.close(), asking.close()]);
  const leases = (3 * count) / LEASE_S;
  return { count, p50: quantile(times, 0.5), p99: quantile(times, 0.99), leases, news: news - leases };
}

/** The growth with the number of nodes, for the guide. */
function chartOf(measured: readonly Figures[]): string {
  const line = (figure: 'p50' | 'p99'): [number, number][] => measured.map((each) => [each.count, each[figure]]);
  return lineChart({
    title: 'Placement of a session, ms',
    description: `Median and 99th percentile of ${MEASURED} placements over 10 to 1,000 nodes with ${SESSIONS} sessions.`,
    series: ['p50', 'p99'],
    across: 'nodes',
    lines: [line('p50'), line('p99')],
  });
}

/** The directory alone: 10,000 sessions, no model, no media, and nodes that are only their records. */
async function main(): Promise<void> {
  const program = natsServer(process.cwd());
  if (!existsSync(program)) {
    console.log('skipped: there is no nats-server; node scripts/nats-server.mjs installs one');
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), 'reactor-bench-nats-'));
  const port = await freePort();
  const server = spawn(program, ['-js', '-a', '127.0.0.1', '-p', String(port), '-sd', directory], { stdio: 'ignore' });
  try {
    await listening(port);
    console.log('| nodes | placement p50 ms | p99 ms | lease records a second | records of begun sessions |');
    console.log('| ---: | ---: | ---: | ---: | ---: |');
    const measured: Figures[] = [];
    for (const nodes of NODES) {
      const figures = await measure(`nats://127.0.0.1:${port}`, nodes);
      const { count, p50, p99, leases, news } = figures;
      console.log(`| ${count} | ${p50.toFixed(2)} | ${p99.toFixed(2)} | ${leases.toFixed(0)} | ${news.toFixed(0)} |`);
      measured.push(figures);
    }
    if (process.env['RESULTS'] !== '0') writeFileSync(CHART, chartOf(measured));
  } finally {
    server.kill('SIGKILL');
    await once(server, 'exit');
    rmSync(directory, { recursive: true, force: true });
  }
}

await main();
