import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ComparedServer } from './compared-servers.js';

/** Libraries of Python take seconds to load. */
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 5_000;

export interface RunningServer {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts a server, and waits until its model has loaded. Throws with what it wrote where it does not start. */
export async function runServer(server: ComparedServer, env: Readonly<Record<string, string>>): Promise<RunningServer> {
  const port = await freePort();
  const [program, ...args] = server.command;
  const child = spawn(program, args, {
    cwd: server.cwd,
    env: {
      ...process.env,
      ...env,
      ...server.env,
      HOST: '127.0.0.1',
      PORT: String(port),
      REACTOR_LOG_LEVEL: 'WARNING',
      PYTHONDONTWRITEBYTECODE: '1',
      GRADIO_ANALYTICS_ENABLED: 'False',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => void written.push(text));
  }
  const url = `http://127.0.0.1:${port}`;
  const startedMs = performance.now();
  while (!(await isAvailable(url))) {
    if (child.exitCode !== null || performance.now() - startedMs > START_LIMIT_MS) {
      await stop(child);
      throw new Error(`${server.name} did not start:\n${written.join('').slice(-2_000)}`);
    }
    await delay(50);
  }
  return { url, pid: child.pid!, stop: () => stop(child) };
}

async function isAvailable(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health`);
    return ((await response.json()) as { state: string }).state === 'available';
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(timer);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
