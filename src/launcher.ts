import { readFileSync } from 'node:fs';

const POLL_MS = 500;
const SHELLS: ReadonlySet<string> = new Set(['sh', 'dash', 'bash', 'ash', 'busybox', 'zsh', 'ksh']);

/**
 * Calls `ended` once the npm that started this process with that script is gone. npm starts a shell, the shell this process;
 * a signal to npm goes to the shell, which ends, or waits, without handing it on. Does nothing where npm did not start it.
 */
export function followLauncher(ended: () => void, script = 'start'): void {
  if (process.env['npm_lifecycle_event'] !== script || process.platform === 'win32') return;
  const first = launchers();
  const timer = setInterval(() => {
    if (launchers() === first) return;
    clearInterval(timer);
    ended();
  }, POLL_MS);
  timer.unref();
}

/** The process that started this one and, where that is a shell, the one that started the shell. */
function launchers(): string {
  const parent = process.ppid;
  const shell = statOf(parent);
  return shell !== undefined && SHELLS.has(shell.name) ? `${parent} ${shell.parent}` : String(parent);
}

/** Undefined where there is no `/proc`, or no such process any more. */
function statOf(pid: number): { readonly name: string; readonly parent: string } | undefined {
  try {
    const [, name = '', parent = ''] = /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return { name, parent };
  } catch {
    return undefined;
  }
}
