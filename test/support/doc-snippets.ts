import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '..', '..');

/** Where snippets are compiled, as if they were files; none is written. */
const FOLDER = join(ROOT, 'test', 'snippets');

/** What a reader imports; a snippet that imports a name itself has its own. In the order in which a name is looked up. */
const MODULES = [
  '@nestjs-reactor/core',
  '@nestjs-reactor/core/testing',
  '@nestjs-reactor/client',
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/terminus',
];

/** A piece of TypeScript in a page that is shown for itself, and is not a part of a file. */
export interface Snippet {
  readonly page: string;
  readonly line: number;
  readonly code: string;
}

/** What a snippet leaves to its reader. */
export interface Given {
  /** Declarations, by name: those that a snippet uses stand before it. */
  readonly names: Readonly<Record<string, string>>;
  /** Declarations of packages that are not installed here. */
  readonly packages: string;
  /** Files that snippets import, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** What a snippet that begins like this is a part of; `…` stands for it. */
  readonly frames: readonly (readonly [beginning: RegExp, frame: string])[];
}

export function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/(<!-- \S+ -->\n\n)?^```tsx?\n(.*?)^```$/gms)]
    .filter(([, quoted]) => quoted === undefined)
    .map(({ index, 2: code }) => ({ page, line: text.slice(0, index).split('\n').length, code: code! }));
}

/** Pages with Markdown below a folder, without the decisions and what is generated. */
export function pagesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !/^(decisions|reference.api)\b/.test(name))
    .map((name) => join(folder, name))
    .sort();
}

/** Compiles snippets, each as a module of its own. @returns what the compiler says of each that is wrong: `page:line message` */
export function compileSnippets(snippets: readonly Snippet[], given: Given): string[] {
  const options = compilerOptions();
  const exported = exportsOf(MODULES, options);
  const files = new Map<string, string>([[join(FOLDER, 'packages.d.ts'), given.packages]]);
  for (const [path, text] of Object.entries(given.files)) files.set(join(FOLDER, path), text);
  const places = new Map<string, Snippet>();
  for (const [i, snippet] of snippets.entries()) {
    const path = join(FOLDER, `snippet-${i}.ts`);
    files.set(path, moduleOf(snippet.code, given, exported));
    places.set(path, snippet);
  }
  const program = ts.createProgram([...files.keys()], options, overlay(files, options));
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const { page, line } = places.get(file?.fileName ?? '') ?? { page: file?.fileName ?? '', line: 0 };
    return `${page}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

function compilerOptions(): ts.CompilerOptions {
  const path = join(ROOT, 'tsconfig.check.json');
  const { config } = ts.readConfigFile(path, (file) => ts.sys.readFile(file)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT, undefined, path);
  const { incremental: _, tsBuildInfoFile: __, ...others } = options;
  // A page shows what it speaks of: a name may be there for itself.
  return { ...others, noUnusedLocals: false, noUnusedParameters: false };
}

function overlay(files: ReadonlyMap<string, string>, options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  return {
    ...host,
    fileExists: (path) => files.has(path) || host.fileExists(path),
    directoryExists: (path) => path.startsWith(FOLDER) || ts.sys.directoryExists(path),
    readFile: (path) => files.get(path) ?? host.readFile(path),
    getSourceFile: (path, language, ...others) => {
      const text = files.get(path);
      return text === undefined
        ? host.getSourceFile(path, language, ...others)
        : ts.createSourceFile(path, text, language);
    },
  };
}

/** By name, the module that a reader imports it from. */
function exportsOf(modules: readonly string[], options: ts.CompilerOptions): ReadonlyMap<string, string> {
  const path = join(FOLDER, 'modules.ts');
  const text = modules.map((name, i) => `import * as m${i} from '${name}';`).join('\n');
  const program = ts.createProgram([path], options, overlay(new Map([[path, text]]), options));
  const checker = program.getTypeChecker();
  const found = new Map<string, string>();
  for (const statement of program.getSourceFile(path)!.statements.filter(ts.isImportDeclaration)) {
    const symbol = checker.getSymbolAtLocation(statement.moduleSpecifier);
    for (const { name } of symbol === undefined ? [] : checker.getExportsOfModule(symbol)) {
      if (!found.has(name)) found.set(name, (statement.moduleSpecifier as ts.StringLiteral).text);
    }
  }
  return found;
}

function moduleOf(code: string, { names, frames }: Given, exported: ReadonlyMap<string, string>): string {
  const [imports, body] = splitImports(code);
  const [, frame = '…'] = frames.find(([beginning]) => beginning.test(body)) ?? [];
  const framed = frame.replace('…', () => body);
  const own = declaredIn(`${imports}${framed}`);
  const declared: string[] = [];
  const needed = new Set<string>();
  const take = (text: string): void => {
    for (const name of identifiersOf(text)) {
      if (own.has(name) || needed.has(name)) continue;
      if (!Object.hasOwn(names, name) && !exported.has(name)) continue;
      needed.add(name);
      if (!Object.hasOwn(names, name)) continue;
      declared.push(names[name]!);
      take(names[name]!);
    }
  };
  take(framed);
  const imported = [...needed]
    .filter((name) => !Object.hasOwn(names, name))
    .map((name) => `import { ${name} } from '${exported.get(name)!}';`);
  return [...imported, imports, ...declared, framed, 'export {};'].join('\n');
}

/** @returns the imports that it begins with, and the rest */
function splitImports(code: string): readonly [string, string] {
  const source = ts.createSourceFile('snippet.ts', code, ts.ScriptTarget.Latest);
  const end = source.statements.findLast(ts.isImportDeclaration)?.end ?? 0;
  return [code.slice(0, end), code.slice(end).trimStart()];
}

function identifiersOf(code: string): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('snippet.ts', code, ts.ScriptTarget.Latest));
  return names;
}

/** Names that its statements and imports declare. */
function declaredIn(code: string): Set<string> {
  const names = new Set<string>();
  const source = ts.createSourceFile('snippet.ts', code, ts.ScriptTarget.Latest);
  const add = (name: ts.Node | undefined): void => {
    if (name === undefined) return;
    if (ts.isIdentifier(name)) names.add(name.text);
    else ts.forEachChild(name, (child) => void (ts.isBindingElement(child) && add(child.name)));
  };
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      const bindings = statement.importClause?.namedBindings;
      if (bindings !== undefined && ts.isNamedImports(bindings)) for (const { name } of bindings.elements) add(name);
    } else if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) add(name);
    } else if (ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement)) add(statement.name);
  }
  return names;
}
