import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const LIMIT_MS = 60_000;
const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const BIN = join(ROOT, 'libs', 'cli', 'bin', 'reactor.js');

interface Report {
  readonly fit: boolean;
  readonly findings: readonly { readonly check: string; readonly state: string; readonly text: string }[];
}

/** The built program: it loads native libraries in processes of their own. */
function doctor(cwd: string, ...args: string[]): Promise<{ readonly code: number; readonly out: string }> {
  return new Promise((resolve) => {
    const options = { cwd, env: { PATH: process.env['PATH'], HOME: process.env['HOME'] } };
    execFile(process.execPath, [BIN, 'doctor', ...args], options, (error, out) =>
      resolve({ code: error === null ? 0 : Number(error.code), out }),
    );
  });
}

describe('reactor doctor', () => {
  it(
    'looks at the project and the machine, and finds them fit',
    async () => {
      const { code, out } = await doctor(ROOT, '--port', '0', '--json');
      const { fit, findings } = JSON.parse(out) as Report;
      expect({ code, fit }).toEqual({ code: 0, fit: true });
      const names = ['Node', 'framework', 'media engine', 'encoders', 'ONNX Runtime', 'Python', 'port', 'UDP'];
      expect(findings.map(({ check }) => check)).toEqual([...names, 'open files', 'shared memory']);
      const found = new Map(findings.map(({ check, state }) => [check, state]));
      for (const name of ['Node', 'framework', 'media engine', 'ONNX Runtime', 'port'])
        expect(found.get(name)).toBe('ok');
    },
    LIMIT_MS,
  );

  it(
    'ends with 7 where something keeps models from being served, and says what to do',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'reactor-doctor-'));
      const other = createServer().listen(0, '127.0.0.1');
      try {
        await once(other, 'listening');
        const { port } = other.address() as { port: number };
        const { code, out } = await doctor(folder, '--port', String(port));
        expect(code).toBe(7);
        expect(out).toMatch(
          new RegExp(`PROBLEM +port +${port} is in use on 127.0.0.1\n +choose another one with PORT`),
        );
        expect(out).toMatch(/Models cannot be served here until the problem is mended\.\n$/);
        expect(out).not.toContain('media engine');
      } finally {
        other.close();
        await rm(folder, { recursive: true });
      }
    },
    LIMIT_MS,
  );
});
