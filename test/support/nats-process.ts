import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { natsServer } from '../../scripts/nats-server.mjs';
import { until } from './until.js';

const PROGRAM = natsServer();

const isThere = spawnSync(PROGRAM, ['--version'], { stdio: 'ignore' }).status === 0;

/** `describe`, or where there is no NATS server `describe.skip`. */
export const describeWithNats: typeof describe | typeof describe.skip = isThere ? describe : describe.skip;

/** For the names of the tests: why they are skipped; else empty. */
export const UNLESS_NATS = isThere
  ? ''
  : ' (skipped: there is no nats-server; node scripts/nats-server.mjs installs one)';

/** A NATS server with JetStream on loopback, with files of its own. */
export class NatsProcess {
  private child: ChildProcess | undefined;
  private readonly directory = mkdtempSync(join(tmpdir(), 'reactor-nats-'));

  private constructor(readonly port: number) {}

  static async start(): Promise<NatsProcess> {
    const server = new NatsProcess(await freePort());
    await server.resume();
    return server;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.child!.pid!;
  }

  signal(name: NodeJS.Signals): void {
    this.child?.kill(name);
  }

  /** Ends it as a power failure does. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** Starts it, with the files that it had, on its port. */
  async resume(): Promise<void> {
    const args = ['-js', '-a', '127.0.0.1', '-p', String(this.port), '-sd', this.directory];
    const child = spawn(PROGRAM, args, { stdio: 'ignore' });
    this.child = child;
    await until('NATS to listen', () => child.exitCode === null && listens(this.port));
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
