import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CliError } from '../errors/index.js';
import { aboutTemplate, describeTemplate, filesOf, type Template } from './template.js';

/** Stands for the name of the project in the templates. */
const PLACEHOLDER = 'reactor-project';

/** Stands for what the README says of the model. */
const ABOUT_MARK = '<!-- about the model -->';

/** Files that are copied as they are. */
const BINARY = /\.onnx$/;

/** Files that do not keep somebody from beginning a project in their folder. */
const HARMLESS: ReadonlySet<string> = new Set(['.git', '.DS_Store', 'LICENSE']);

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/**
 * Writes a project into a folder, which is made where it is missing.
 * @returns the paths of its files, relative to the folder
 * @throws CliError `already_exists` where the folder has files; nothing is written then
 */
export async function writeProject(folder: string, name: string, template: Template): Promise<readonly string[]> {
  await refuseFull(folder);
  const files = await filesOf(template);
  for (const { path, source } of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, await contentOf(path, await readFile(source), name, template));
  }
  return files.map(({ path }) => path);
}

async function refuseFull(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const [found] = (await readdir(folder)).filter((file) => !HARMLESS.has(file));
  if (found === undefined) return;
  throw CliError.of(
    'already_exists',
    `${folder} is not empty: it has ${found}; choose another name, or empty the folder`,
  );
}

async function contentOf(path: string, bytes: Buffer, name: string, template: Template): Promise<Buffer | string> {
  if (BINARY.test(path)) return bytes;
  const text = bytes.toString().replaceAll(PLACEHOLDER, name);
  if (path === 'README.md') return text.replace(ABOUT_MARK, await aboutTemplate(template));
  return path === 'package.json' ? await manifestOf(text, template) : text;
}

/** With what the template adds; dependencies in the order of the alphabet, as npm keeps them. */
async function manifestOf(text: string, template: Template): Promise<string> {
  const manifest = JSON.parse(text) as Manifest;
  const { dependencies = {}, scripts = {} } = await describeTemplate(template);
  const all = Object.entries({ ...manifest.dependencies, ...dependencies }).sort(([a], [b]) => (a < b ? -1 : 1));
  const whole = {
    ...manifest,
    scripts: { ...manifest.scripts, ...scripts },
    dependencies: Object.fromEntries(all),
  };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}
