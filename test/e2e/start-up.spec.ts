import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnApp } from '../support/app-process.js';
import { until } from '../support/until.js';

const LIMIT_MS = 60_000;
const ROOT = join(import.meta.dirname, '..', '..');

let folder: string;
let started: ChildProcess[] = [];
/** Processes that npm started, which outlive it where they do not follow it. */
let orphans: number[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-up-spec-'));
});
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  for (const pid of orphans) if (runs(pid)) process.kill(pid, 'SIGKILL');
  [started, orphans] = [[], []];
  rmSync(folder, { recursive: true, force: true });
});

function start(env: Record<string, string>): { readonly child: ChildProcess; readonly lines: string[] } {
  const app = spawnApp({ models: ['hello'], env });
  started.push(app.child);
  return app;
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

function addressIn(lines: readonly string[]): string | undefined {
  return lines.map((line) => /^Open (http:\S+)/.exec(line)?.[1]).find((address) => address !== undefined);
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a server that loses who reads its log', () => {
  it.each(['stderr', 'both'])(
    'goes on, and ends well: its %s',
    async (which) => {
      const { child, lines } = start({ REACTOR_LOG_LEVEL: 'DEBUG' });
      const url = await until('the address', () => addressIn(lines), LIMIT_MS);
      child.stderr?.destroy();
      if (which === 'both') child.stdout?.destroy();
      for (let i = 0; i < 3; i++) {
        expect((await fetch(`${url}/start_session`, { method: 'POST' })).status).toBe(200);
        await fetch(`${url}/stop_session`, { method: 'POST' });
        await until('the end of the session', async () => {
          const { state } = (await (await fetch(`${url}/session`)).json()) as { state: string };
          return state === 'ready';
        });
      }
      child.kill('SIGTERM');
      expect(await exitCode(child)).toBe(0);
    },
    LIMIT_MS,
  );
});

const onPosix = process.platform === 'win32' ? describe.skip : describe;
onPosix('a server that npm started', () => {
  it.each([
    ['is sent SIGTERM', 'SIGTERM', 1],
    ['is ended by force', 'SIGKILL', 1],
    ['a terminal interrupts together with all that it started', 'SIGINT', -1],
  ] as const)(
    'ends with its npm, which %s',
    async (_, signal, group) => {
      const node = `"${process.execPath}" "${join(ROOT, 'dist', 'main.js')}"`;
      writeFileSync(
        join(folder, 'package.json'),
        JSON.stringify({ name: 'x', version: '1.0.0', scripts: { start: node } }),
      );
      const npm = spawn('npm', ['start'], {
        cwd: folder,
        env: { ...process.env, HOST: '127.0.0.1', PORT: '0', REACTOR_MODEL: 'hello', REACTOR_UPLOADS_DIR: folder },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      started.push(npm);
      const lines: string[] = [];
      npm.stdout.setEncoding('utf8').on('data', (text: string) => lines.push(...text.split('\n')));
      await until('the address', () => addressIn(lines), LIMIT_MS);
      // Its directory for uploads carries its process id.
      const pid = Number(/-(\d+)-[0-9a-f]{8}-\w+(?: |$)/.exec(readdirSync(folder).join(' '))?.[1]);
      orphans.push(pid);
      expect(runs(pid)).toBe(true);
      process.kill(group * npm.pid!, signal);
      await until('its end', () => !runs(pid), LIMIT_MS);
      // In order, not by force: its directory is gone as well.
      expect(readdirSync(folder)).toEqual(['package.json']);
    },
    LIMIT_MS,
  );
});

describe('a server that cannot start says which setting to change', () => {
  let other: Server | undefined;

  afterEach(() => {
    other?.close();
    other = undefined;
  });

  it(
    'where the port is in use, and leaves nothing',
    async () => {
      other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const { child, lines } = start({ PORT: String(port), REACTOR_UPLOADS_DIR: folder });
      expect(await exitCode(child)).toBe(1);
      expect(lines.join('\n')).toContain(
        `Port ${port} is in use on 127.0.0.1: set PORT to another one (PORT=0 takes a free one), or end the process that listens there`,
      );
      expect(readdirSync(folder)).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'where the address is not the machine’s',
    async () => {
      const { child, lines } = start({ HOST: '192.0.2.1' });
      expect(await exitCode(child)).toBe(1);
      expect(lines.join('\n')).toContain("HOST '192.0.2.1' is no address of this machine: set HOST to");
    },
    LIMIT_MS,
  );

  it(
    'where its directory for files cannot be made',
    async () => {
      writeFileSync(join(folder, 'file'), '');
      for (const directory of ['/proc/x', join(folder, 'file', 'x')]) {
        const { child, lines } = start({ REACTOR_UPLOADS_DIR: directory });
        expect(await exitCode(child)).toBe(1);
        expect(lines.join('\n')).toMatch(
          /uploads\.directory cannot be used \(.*\); name one that this process may write to/,
        );
      }
    },
    LIMIT_MS,
  );
});

const withIpv6 = process.env['NO_IPV6'] === undefined ? it : it.skip;
withIpv6(
  'an IPv6 address is told as a browser takes it',
  async () => {
    const { child, lines } = start({ HOST: '::1' });
    const url = await until('the address', () => addressIn(lines), LIMIT_MS);
    expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await exitCode(child)).toBe(0);
  },
  LIMIT_MS,
);
