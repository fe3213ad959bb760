import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Every template of `reactor init`; each is a folder of `templates/`. */
export const TEMPLATES = ['hello', 'onnx', 'camera', 'python', 'world'] as const;
export type Template = (typeof TEMPLATES)[number];

const FOLDER = fileURLToPath(new URL('../../templates', import.meta.url));

/** What all projects have. */
const SHARED = 'shared';

/** Files of a template that describe it; they are no part of the project. */
const DESCRIPTION = 'template.json';
const ABOUT = 'about.md';

/** What a template says of itself. */
export interface TemplateDescription {
  /** A phrase without a full stop. */
  readonly summary: string;
  /** Packages besides those of all projects. */
  readonly dependencies?: Readonly<Record<string, string>>;
  /** Scripts besides those of all projects, or in their place. */
  readonly scripts?: Readonly<Record<string, string>>;
}

export async function describeTemplate(template: Template): Promise<TemplateDescription> {
  return JSON.parse(await readFile(join(FOLDER, template, DESCRIPTION), 'utf8')) as TemplateDescription;
}

/** The part of the README that is about the template's model. */
export async function aboutTemplate(template: Template): Promise<string> {
  return (await readFile(join(FOLDER, template, ABOUT), 'utf8')).trimEnd();
}

/** A file of a project, and where it comes from. */
export interface TemplateFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly source: string;
}

/** Every file of a project that is made from the template, sorted by path. */
export async function filesOf(template: Template): Promise<readonly TemplateFile[]> {
  const files = [...(await filesIn(SHARED)), ...(await filesIn(template))];
  const own = files.filter(({ path }) => path !== DESCRIPTION && path !== ABOUT);
  return own.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

async function filesIn(folder: string): Promise<TemplateFile[]> {
  const root = join(FOLDER, folder);
  if (!existsSync(root)) throw new Error(`the templates are missing at ${root}; install @nestjs-reactor/cli again`);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const source = join(entry.parentPath, entry.name);
      const path = source.slice(root.length + sep.length).replaceAll(sep, '/');
      // npm leaves files out of a package, or reads them, that are called .gitignore or .npmrc.
      return { path: path.replace(/(^|\/)_/, '$1.'), source };
    });
}
