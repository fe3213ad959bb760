import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Core from '@nestjs-reactor/core';
import type { ModelEntry } from '@nestjs-reactor/core';
import { CliError } from '../errors/index.js';

/** Compiled files that export models. */
const MODEL_FILE = /\.model\.[cm]?js$/;

const CORE = '@nestjs-reactor/core';

/** A folder with a `package.json` whose code serves models. */
export class Project {
  private constructor(
    /** Absolute path. */
    readonly folder: string,
    /** Absolute path of the compiled file that starts it, whether it is there or not. */
    readonly main: string,
  ) {}

  /**
   * The project that `folder` is in.
   * @throws CliError `bad_project` where no folder above has a `package.json`, `bad_file` where it is no JSON
   */
  static async find(folder: string): Promise<Project> {
    for (let at = resolve(folder); ; at = dirname(at)) {
      const file = join(at, 'package.json');
      if (existsSync(file)) return new Project(at, resolve(at, mainOf(await readFile(file, 'utf8'), file)));
      if (at === dirname(at)) break;
    }
    throw CliError.of(
      'bad_project',
      `${resolve(folder)} is in no project; run this in a folder with a package.json, or make a project with 'reactor init NAME'`,
    );
  }

  /**
   * The framework as the project has it installed: models and their tools must come from the same copy.
   * @throws CliError `bad_project` where it is not installed
   */
  async core(): Promise<typeof Core> {
    const path = this.resolve(CORE);
    if (path === undefined) {
      throw CliError.of('bad_project', `${this.folder} has no ${CORE}; install it with 'npm install ${CORE}'`);
    }
    return (await import(pathToFileURL(path).href)) as typeof Core;
  }

  /** Path of a module as the project's own code would import it; undefined where it is not installed. */
  resolve(specifier: string): string | undefined {
    try {
      return createRequire(join(this.folder, 'package.json')).resolve(specifier);
    } catch {
      return undefined;
    }
  }

  /** @throws CliError `not_built` where the compiled file that starts it is missing */
  requireBuilt(): void {
    if (existsSync(this.main)) return;
    const missing = relative(this.folder, this.main);
    throw CliError.of('not_built', `${missing} is missing in ${this.folder}; build the project with 'npm run build'`);
  }

  /**
   * Every model that a compiled `*.model.js` exports, by its name on the wire. The files are imported, and nothing is started.
   * @throws CliError `not_built`, `bad_file` where a file cannot be imported, `unknown_model` where there is no model
   */
  async models(): Promise<ReadonlyMap<string, ModelEntry>> {
    this.requireBuilt();
    const { modelsOf } = await this.core();
    const folder = dirname(this.main);
    const files = (await readdir(folder, { recursive: true })).filter((file) => MODEL_FILE.test(file)).toSorted();
    const found = new Map<string, ModelEntry>();
    for (const file of files) {
      for (const [name, model] of modelsOf(await this.import(join(folder, file)))) found.set(name, model);
    }
    if (found.size > 0) return found;
    throw CliError.of(
      'unknown_model',
      `no file *.model.js in ${relative(this.folder, folder)} exports a model; export it from a file that is called so, and build the project`,
    );
  }

  /**
   * One of its models.
   * @param name on the wire; the only model where it is undefined
   * @throws CliError as {@link models}; `unknown_model` for another name, `usage` where there are several and none is named
   */
  async model(name?: string): Promise<ModelEntry> {
    const models = await this.models();
    const names = [...models.keys()].join(', ');
    if (name === undefined && models.size > 1) {
      throw CliError.of('usage', `the project has several models; name one with --model: ${names}`);
    }
    const found = name === undefined ? [...models.values()][0] : models.get(name);
    if (found === undefined) throw CliError.of('unknown_model', `no model is called '${name}'; there is ${names}`);
    return found;
  }

  private async import(file: string): Promise<object> {
    try {
      return (await import(pathToFileURL(file).href)) as object;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw CliError.of('bad_file', `${relative(this.folder, file)} cannot be imported: ${why}`, { cause: error });
    }
  }
}

/** What starts it, relative to its folder. */
function mainOf(text: string, file: string): string {
  try {
    const { main } = JSON.parse(text) as { readonly main?: unknown };
    return typeof main === 'string' ? main : join('dist', 'main.js');
  } catch (error) {
    throw CliError.of('bad_file', `${file} is no JSON; correct it`, { cause: error });
  }
}
