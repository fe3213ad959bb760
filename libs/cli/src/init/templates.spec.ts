import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FILE, wavesNetwork } from '../../../../scripts/build-template-network.mjs';
import { describeTemplate, filesOf, TEMPLATES } from './template.js';

const FOLDER = join(import.meta.dirname, '..', '..', 'templates');
const ROOT = join(import.meta.dirname, '..', '..', '..', '..');

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const manifest = (path: string): Manifest => JSON.parse(readFileSync(path, 'utf8')) as Manifest;
const shared = (path: string): string => readFileSync(join(FOLDER, 'shared', path), 'utf8');
const matches = (text: string, pattern: RegExp): string[] => [...new Set(text.match(pattern))].sort();

describe('the templates', () => {
  it('are the folders beside the shared one', () => {
    expect(readdirSync(FOLDER).filter((name) => name !== 'shared')).toEqual([...TEMPLATES].sort());
  });

  it.each(TEMPLATES)('%s has a model, its test, and everything to run and deploy it', async (template) => {
    const paths = (await filesOf(template)).map(({ path }) => path);
    const common = ['.dockerignore', '.env.example', '.gitignore', 'AGENTS.md', 'Dockerfile', 'README.md'];
    const rest = ['docker-compose.yml', 'package.json', 'src/app.module.ts', 'src/main.ts', 'tsconfig.json'];
    expect(paths).toEqual(expect.arrayContaining([...common, ...rest]));
    expect(paths.filter((path) => path.endsWith('.model.ts'))).toHaveLength(1);
    expect(paths.filter((path) => path.endsWith('.model.spec.ts'))).toHaveLength(1);
    expect(paths.filter((path) => /template\.json|about\.md|(?:^|\/)_/.test(path))).toEqual([]);
  });

  it('want the versions that this repository is tested with', async () => {
    const root = manifest(join(ROOT, 'package.json'));
    const project = manifest(join(FOLDER, 'shared', 'package.json'));
    const known = { ...root.dependencies, ...root.devDependencies };
    const added = await Promise.all(TEMPLATES.map(async (template) => (await describeTemplate(template)).dependencies));
    const wanted = Object.assign({}, project.dependencies, project.devDependencies, ...added) as Record<string, string>;
    for (const [name, range] of Object.entries(wanted)) {
      // Vitest is run with Vite 8 here too, by an override.
      const own = name === 'vite' ? '^8.0.0' : known[name];
      const lib = join(ROOT, 'libs', name.replace('@nestjs-reactor/', '').replace('core', 'reactor'), 'package.json');
      expect([name, range]).toEqual([name, existsSync(lib) ? `^${manifest(lib).version}` : own]);
    }
  });

  it('explain each variable that the project reads, and no other', () => {
    const read = matches(shared('src/settings.ts'), /(?<=env\.)[A-Z_]+/g).filter((name) => name !== 'REACTOR_RELOAD');
    expect(matches(shared('_env.example'), /^[A-Z_]+(?==)/gm)).toEqual(read);
    const composed = matches(shared('docker-compose.yml'), /(?<=^ {6})[A-Z_]+(?=:)/gm);
    expect(read).toEqual(expect.arrayContaining(composed));
  });

  it('have the network that its script writes; otherwise run: node scripts/build-template-network.mjs', () => {
    expect(readFileSync(FILE).equals(wavesNetwork())).toBe(true);
  });
});
