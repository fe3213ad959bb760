import { execFile } from 'node:child_process';

/** Until a probe is given up: a cold disk loads a native library slowly. */
const LIMIT_MS = 30_000;

export interface ProbeResult {
  readonly ok: boolean;
  /** What it printed, or the last line of the reason why it did not. */
  readonly text: string;
}

/**
 * Runs a program in a process of its own: a native library that does not fit the machine may end the process that loads it.
 * @param env added to the environment of this process
 */
export function probe(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const options = { cwd, timeout: LIMIT_MS, env: { ...process.env, ...env } };
    execFile(command, args, options, (error, out, err) => {
      if (error === null) resolve({ ok: true, text: out.trim() });
      else resolve({ ok: false, text: reasonOf(err) ?? error.message.split('\n')[0]! });
    });
  });
}

/** Runs ES module code as a file of the project's folder would. */
export function probeNode(
  code: string,
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ProbeResult> {
  return probe(process.execPath, ['--input-type=module', '-e', code], folder, env);
}

/** The line that names an error in what Node or Python wrote. */
function reasonOf(text: string): string | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.find((line) => /^(?:\[?\w*Error\b|\w+Error:)/.test(line)) ?? lines.findLast((line) => line !== '');
}
