import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');

/** Those of a strict browser project. */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  isolatedModules: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  noUnusedLocals: true,
  skipLibCheck: true,
  noEmit: true,
  paths: { '@reactor-team/js-sdk': [join(ROOT, 'node_modules/reactor-sdk-2.9/dist/index.d.ts')] },
};

type Sources = Readonly<Record<string, string>>;

/**
 * Compiles sources without writing anything.
 *
 * @param sources by file name; they import each other as `./name.js`
 * @returns what the compiler says, `use.ts:3: …`
 */
export function compile(sources: Sources): string[] {
  const files = placed(sources);
  const host = ts.createCompilerHost(OPTIONS);
  const disk = ts.createCompilerHost(OPTIONS);
  host.fileExists = (name) => files.has(name) || disk.fileExists(name);
  host.readFile = (name) => files.get(name) ?? disk.readFile(name);
  host.getSourceFile = (name, languageVersion, ...rest) => {
    const text = files.get(name);
    return text === undefined
      ? disk.getSourceFile(name, languageVersion, ...rest)
      : ts.createSourceFile(name, text, languageVersion);
  };
  const program = ts.createProgram([...files.keys()], OPTIONS, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const [text = ''] = ts.flattenDiagnosticMessageText(messageText, '\n').split('\n', 1);
    if (file === undefined) return text;
    const line = file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
    return `${file.fileName.split('/').at(-1)}:${line}: ${text}`;
  });
}

/** What an editor shows of the documentation where `text` begins in a file, for the last time. */
export function wordsAt(sources: Sources, name: string, text: string): string {
  const files = placed(sources);
  const service = ts.createLanguageService({
    getScriptFileNames: () => [...files.keys()],
    getScriptVersion: () => '1',
    getScriptSnapshot: (file) => {
      const content = files.get(file) ?? ts.sys.readFile(file);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => ROOT,
    getCompilationSettings: () => OPTIONS,
    getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
    fileExists: (file) => files.has(file) || ts.sys.fileExists(file),
    readFile: (file) => files.get(file) ?? ts.sys.readFile(file),
    directoryExists: (folder) => ts.sys.directoryExists(folder),
  });
  const found = service.getQuickInfoAtPosition(
    join(import.meta.dirname, name),
    (sources[name] ?? '').lastIndexOf(text),
  );
  return ts.displayPartsToString(found?.documentation);
}

function placed(sources: Sources): ReadonlyMap<string, string> {
  return new Map(Object.entries(sources).map(([name, text]) => [join(import.meta.dirname, name), text]));
}
