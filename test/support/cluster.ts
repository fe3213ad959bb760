import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppProcess, spawnApp } from './app-process.js';
import { until } from './until.js';

/** Seconds of a lease in these tests. */
export const LEASE_S = 3;

/** One line of the journal of all machines. */
interface JournalLine {
  /** Microseconds of the clock that all processes share. */
  readonly at: number;
  readonly node: string;
  readonly pid: number;
  readonly event: 'start' | 'end';
  readonly session: string;
}

/** A session as its machine has had it. */
export interface Ownership {
  readonly node: string;
  readonly pid: number;
  readonly session: string;
  readonly fromUs: number;
  /** Infinity: it runs, or its process was killed. */
  readonly toUs: number;
}

export interface CapacityReport {
  readonly models: Readonly<Record<string, { instances: number; free: number; sessions: number }>>;
  readonly nodes: readonly { id: string; state: string; sessions: number }[];
}

export interface NodeOptions {
  readonly instances?: number;
  readonly drainMs?: number;
  /** A folder with API keys; with it, sessions are those of tokens. */
  readonly cloud?: string | undefined;
}

/** Machines of one cluster as processes, and their journal. */
export class TestCluster {
  readonly nodes = new Map<string, AppProcess>();
  /** All that were started: one may have taken another's id. */
  private readonly processes: AppProcess[] = [];
  private readonly directory = mkdtempSync(join(tmpdir(), 'reactor-cluster-'));

  /** @param nats address of the server, or of a proxy before it */
  constructor(private readonly nats: string) {}

  async start(id: string, options: NodeOptions & { readonly nats?: string } = {}): Promise<AppProcess> {
    const node = await AppProcess.start({ script: 'test/e2e/apps/cluster-node.mjs', env: this.envOf(id, options) });
    this.nodes.set(id, node);
    this.processes.push(node);
    return node;
  }

  /** Starts one that is expected to fail. @returns what it has written, when it has ended */
  async refused(id: string): Promise<{ readonly code: number | null; readonly log: string }> {
    const { child, lines } = spawnApp({ script: 'test/e2e/apps/cluster-node.mjs', env: this.envOf(id, {}) });
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
    return { code, log: lines.join('\n') };
  }

  node(id: string): AppProcess {
    const node = this.nodes.get(id);
    if (node === undefined) throw new Error(`no node is called ${id}`);
    return node;
  }

  async capacity(id: string): Promise<CapacityReport> {
    return (await (await fetch(`${this.node(id).url}/capacity`)).json()) as CapacityReport;
  }

  /** Waits until this machine sees so many ready ones, with so many instances. */
  async sees(id: string, ready: number, instances: number, limitMs?: number): Promise<void> {
    await until(
      `${id} to see ${ready} machines with ${instances} instances`,
      async () => {
        const { nodes, models } = await this.capacity(id);
        return (
          nodes.filter(({ state }) => state === 'ready').length === ready && models['lamp']?.instances === instances
        );
      },
      limitMs,
    );
  }

  /** Kills it, as a power failure does. */
  async kill(id: string): Promise<void> {
    const node = this.node(id);
    node.signal('SIGKILL');
    await node.exited();
    this.nodes.delete(id);
  }

  /** From the journals of all processes. */
  get ownerships(): readonly Ownership[] {
    const lines = readFileSync(this.journal, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as JournalLine);
    return lines
      .filter(({ event }) => event === 'start')
      .map(({ at, node, pid, session }) => {
        const end = lines.find((line) => line.event === 'end' && line.session === session && line.pid === pid);
        return { node, pid, session, fromUs: at, toUs: end?.at ?? Infinity };
      });
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((node) => node.stop()));
    rmSync(this.directory, { recursive: true, force: true });
  }

  private get journal(): string {
    return join(this.directory, 'journal');
  }

  private envOf(
    id: string,
    { instances = 50, drainMs = 0, cloud, nats = this.nats }: NodeOptions & { nats?: string },
  ): Record<string, string> {
    return {
      NATS: nats,
      NODE_ID: id,
      INSTANCES: String(instances),
      JOURNAL: this.journal,
      LEASE: String(LEASE_S),
      DRAIN_MS: String(drainMs),
      ...(cloud === undefined ? {} : { CLOUD: cloud }),
    };
  }
}

/** Starts a session of one user. @returns the status, and its id or the code */
export async function startSession(
  url: string,
  user: string,
): Promise<{ readonly status: number; readonly id: string; readonly code: string }> {
  const response = await fetch(`${url}/start_session`, { method: 'POST', headers: { 'x-user': user } });
  const { session_id: id = '', code = '' } = (await response.json()) as { session_id?: string; code?: string };
  return { status: response.status, id, code };
}

/** Pairs of processes that had the same node, and sessions on it, at the same time. */
export function overlaps(ownerships: readonly Ownership[]): string[] {
  const found: string[] = [];
  for (const one of ownerships) {
    for (const other of ownerships) {
      const sameOwned = one.session === other.session || one.node === other.node;
      if (!sameOwned || one.pid >= other.pid || one.fromUs >= other.toUs || other.fromUs >= one.toUs) continue;
      found.push(`${one.node} ${one.session}: processes ${one.pid} and ${other.pid}`);
    }
  }
  return found;
}
