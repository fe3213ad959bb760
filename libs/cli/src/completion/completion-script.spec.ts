import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../commands.js';
import { SAMPLE } from '../testing/sample.command.fixture.js';
import { completionScript } from './completion-script.js';

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;
const withShell = (shell: string) => (has(shell) ? it : it.skip);

/** What bash offers for the last of these words. */
function offered(...words: string[]): string[] {
  const script = `${completionScript('bash', [SAMPLE])}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_reactor 2>/dev/null; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const lines = execFileSync('bash', ['-c', script], { cwd: import.meta.dirname, encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line !== '').sort();
}

describe('bash', () => {
  withShell('bash')('offers commands, options, choices and files', () => {
    expect(offered('reactor', '')).toEqual(['--help', '--version', 'help', 'paint']);
    expect(offered('reactor', 'paint', '--d')).toEqual(['--dry-time']);
    expect(offered('reactor', 'paint', '--')).toHaveLength(9);
    expect(offered('reactor', 'paint', 'north', '--finish', '')).toEqual(['gloss', 'matt']);
    expect(offered('reactor', 'paint', '--finish', 'g')).toEqual(['gloss']);
    expect(offered('reactor', 'paint', '--brush', 'bash-')).toEqual(['bash-completion.ts']);
    expect(offered('reactor', 'paint', 'bash-')).toEqual([]);
  });
});

describe('fish', () => {
  withShell('fish')('offers commands, options, choices and files', () => {
    const script = completionScript('fish', [SAMPLE]);
    const after = (line: string): string[] => {
      const code = `${script}\ncomplete -C ${JSON.stringify(line)}`;
      const said = execFileSync('fish', ['--no-config', '-c', code], { cwd: import.meta.dirname, encoding: 'utf8' });
      return said.split('\n').flatMap((found) => found.split('\t')[0] || []);
    };
    expect(after('reactor pa')).toEqual(['paint']);
    expect(after('reactor paint --d')).toEqual(['--dry-time']);
    expect(after('reactor paint --finish ').sort()).toEqual(['gloss', 'matt']);
    expect(after('reactor paint --brush bash-')).toEqual(['bash-completion.ts']);
    expect(after('reactor paint --by ')).toEqual([]);
  });
});

describe('zsh and fish', () => {
  it.each(['zsh', 'fish'] as const)('%s has each command, option and choice', (shell) => {
    const script = completionScript(shell, [SAMPLE]);
    for (const word of ['paint', 'dry-time', 'brush', 'matt gloss', 'json']) expect(script).toContain(word);
  });

  it('keep an apostrophe and brackets out of the syntax', () => {
    expect(completionScript('zsh', [SAMPLE])).toContain(
      String.raw`'--brush[picture \[of a brush\]\: any]:value:_files'`,
    );
    expect(completionScript('zsh', [SAMPLE])).toContain(String.raw`'paint:Paints a wall, or somebody'\''s door'`);
    expect(completionScript('fish', [SAMPLE])).toContain(String.raw`'Paints a wall, or somebody\'s door'`);
  });
});

describe('the scripts of all commands', () => {
  for (const shell of ['bash', 'zsh', 'fish'] as const) {
    withShell(shell)(`are read by ${shell} without an error`, () => {
      const script = completionScript(shell, [...COMMANDS, SAMPLE]);
      expect(spawnSync(shell, ['-n', '-c', script], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    });
  }
});
