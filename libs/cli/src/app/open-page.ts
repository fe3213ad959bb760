import { spawn } from 'node:child_process';
import type { Terminal } from '../terminal/terminal.js';

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Opens an address in the person's browser, or says it where there is none. Does not wait for the browser. */
export function openPage(url: string, terminal: Terminal): void {
  const [program = 'xdg-open', ...args] = OPENERS[process.platform] ?? [];
  const opener = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  const sayIt = (): void => terminal.note(`no browser can be opened here; open ${url}`);
  opener.once('error', sayIt);
  opener.once('exit', (code) => {
    if (code !== 0) sayIt();
  });
  opener.unref();
}
