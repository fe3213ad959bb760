import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..', '..');
const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('the guide to deployment', () => {
  const guide = text('docs/guides/deploy.md');

  it('shows lines of the files that are tested', () => {
    const shown = [...guide.matchAll(/<!-- (ops\/\S+) -->\n+```\w*\n([^]*?)```/g)];
    expect(shown.length).toBeGreaterThan(0);
    for (const [, file = '', lines = ''] of shown) {
      const indented = lines.replace(/^(?=.)/gm, '  ');
      expect(text(file)).toContain(indented);
    }
  });

  it('names tests that are there', () => {
    const tests = [...guide.matchAll(/\(\.\.\/\.\.\/(test\/[^)]+)\)/g)].map(([, file]) => file!);
    expect(tests.length).toBeGreaterThan(10);
    expect(tests.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('sets variables that the default app reads', () => {
    const known = text('.env.example');
    const set = [...guide.matchAll(/^([A-Z][A-Z_]+)=/gm)].map(([, name]) => name!);
    expect(set.filter((name) => !new RegExp(`^${name}=`, 'm').test(known))).toEqual([]);
  });
});

describe('the unit of systemd', () => {
  const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

  (hasSystemd ? it : it.skip)(`is valid${hasSystemd ? '' : ' (skipped: there is no systemd-analyze)'}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'unit-'));
    // The program and the user need not be on this machine.
    const unit = text('ops/systemd/reactor.service')
      .replace('/usr/bin/node', process.execPath)
      .replace(/^User=.*\n/m, '');
    writeFileSync(join(folder, 'reactor.service'), unit);
    const { status, stderr } = spawnSync(
      'systemd-analyze',
      ['verify', '--recursive-errors=no', join(folder, 'reactor.service')],
      {
        encoding: 'utf8',
      },
    );
    rmSync(folder, { recursive: true });
    expect([status, stderr]).toEqual([0, '']);
  });
});
