import { readdirSync, readFileSync } from 'node:fs';
import { ModelRoutes } from '../server/model-routes.js';

/** Of Linux, on every machine that matters here. */
const TICKS_PER_SECOND = 100;

export interface ServerUsage {
  /** CPU seconds a second. */
  readonly cores: number;
  readonly memoryMb: number;
  /** Where it was read. */
  readonly source: string;
}

interface Reading {
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

/** Reads CPU and memory of the server, now. @returns the function that ends it; undefined where neither is known */
export async function watchServer(
  url: string,
  token: string | undefined,
  pid: number | undefined,
): Promise<() => Promise<ServerUsage | undefined>> {
  const source = pid === undefined ? '/metrics' : `/proc/${pid}`;
  const read = async (): Promise<Reading | undefined> =>
    pid === undefined ? await readMetrics(url, token) : readTree(pid);
  const [startedMs, before] = [performance.now(), await read()];
  return async () => {
    const after = await read();
    if (before === undefined || after === undefined) return undefined;
    const cores = (1000 * (after.cpuSeconds - before.cpuSeconds)) / (performance.now() - startedMs);
    return { cores, memoryMb: after.memoryBytes / 2 ** 20, source };
  };
}

async function readMetrics(url: string, token: string | undefined): Promise<Reading | undefined> {
  try {
    const response = await new ModelRoutes(new URL(url).origin, token).request('metrics');
    const text = await response.text();
    const value = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
    const reading = {
      cpuSeconds: value('reactor_process_cpu_seconds_total'),
      memoryBytes: value('reactor_process_resident_memory_bytes'),
    };
    return Number.isFinite(reading.cpuSeconds) ? reading : undefined;
  } catch {
    return undefined;
  }
}

/** CPU and memory of a process and of all that it has started. */
export function readTree(pid: number): Reading {
  const readings = [readProcess(pid), ...childrenOf(pid).map(readTree)];
  return {
    cpuSeconds: readings.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    memoryBytes: readings.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
  };
}

function readProcess(pid: number): Reading {
  // Fields 14 and 15, in ticks; the second one may contain spaces, and ends with a bracket.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
  const memory = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0;
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    memoryBytes: 1024 * Number(memory),
  };
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) => {
    const children = readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim();
    return children === '' ? [] : children.split(' ').map(Number);
  });
}
