import { join } from 'node:path';
import type { Dialect } from '../pages/peer.js';
import { type PythonEnvironment, pythonEnvironment } from '../../scripts/python-environment.mjs';

/** How one of the compared servers is started; all get `PORT` and the frames by their environment. */
export interface ComparedServer {
  readonly name: string;
  readonly dialect: Dialect;
  readonly command: readonly [program: string, ...args: string[]];
  /** Working directory. */
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

const DEFAULT_KBPS = 4_000;
/** What Reactor Runtime sends at most, as it comes. */
const HIGH_KBPS = 10_000;

/** Ours in each form, then the others, without those whose packages cannot be had. */
export function comparedServers(root: string): ComparedServer[] {
  const own = (engine: string, maxKbps: number): ComparedServer => ({
    name: `${engine}${maxKbps === DEFAULT_KBPS ? '' : `, maxKbps ${maxKbps}`}`,
    dialect: 'contract',
    command: [process.execPath, join(root, 'dist', 'bench', 'peers', 'app.js'), engine, String(maxKbps)],
    cwd: root,
  });
  const cwd = join(root, 'bench', 'peers', 'python');
  const installed = (name: string): PythonEnvironment | undefined => {
    try {
      return pythonEnvironment(join(cwd, `${name}.txt`), join(root, '.cache', 'peers', name));
    } catch (error) {
      console.log(`${name} is skipped: ${(error as Error).message}`);
      return undefined;
    }
  };
  const servers = [own('fanout', DEFAULT_KBPS), own('fanout', HIGH_KBPS), own('wrtc', DEFAULT_KBPS)];
  const fastRtc = installed('fastrtc');
  if (fastRtc !== undefined) {
    const name = `FastRTC ${fastRtc.version}`;
    const command = [fastRtc.python, 'fastrtc_server.py'] as const;
    servers.push({ name, dialect: 'fastrtc', command, cwd });
    const env = { KBPS: String(DEFAULT_KBPS) };
    servers.push({ name: `${name}, ${DEFAULT_KBPS} kbps`, dialect: 'fastrtc', command, cwd, env });
  }
  const runtime = installed('reactor-runtime');
  if (runtime !== undefined) {
    const name = `Reactor Runtime ${runtime.version}`;
    const command = [runtime.python, '-m', 'reactor_runtime.serve'] as const;
    servers.push({ name, dialect: 'contract', command, cwd });
    const env = { BUFFER_SIZE: '1' };
    servers.push({ name: `${name}, buffer_size 1`, dialect: 'contract', command, cwd, env });
  }
  return servers;
}
