import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const BIN = join(import.meta.dirname, '..', 'bin', 'reactor.js');

/** The built program as a process of its own. */
function reactor(...args: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...args], { env: { PATH: process.env['PATH'] } }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

describe('the program', () => {
  it('prints the result on standard output', async () => {
    const { code, out, err } = await reactor('completion', 'bash');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('complete -F _reactor reactor');
  });

  it('says in one line what is wrong with the command line, and ends with 2', async () => {
    expect(await reactor('completion', 'tcsh')).toEqual({
      code: 2,
      out: '',
      err: "reactor: SHELL must be one of bash, zsh, fish (got 'tcsh')\n",
    });
  });

  it('says so as JSON where it is asked for', async () => {
    const { code, out, err } = await reactor('completion', 'tcsh', '--json');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(JSON.parse(err)).toEqual({ error: { code: 'usage', message: expect.any(String) } });
  });
});
