import { ReactorError } from '../../errors/index.js';

const TYPESCRIPT = /\.[cm]?tsx?$/;

/** Node's errors for TypeScript that it cannot run: of the file itself, of its decorators, of an import of `./x.js`. */
const UNREADABLE = ['ERR_UNKNOWN_FILE_EXTENSION', 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX', 'ERR_MODULE_NOT_FOUND'];

/** Why a worker could not import a model's file, with the fix for common causes; else the error unchanged. */
export function importTrouble(file: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code } = error as { readonly code?: unknown };
  if (TYPESCRIPT.test(file) && (error instanceof SyntaxError || UNREADABLE.includes(String(code)))) {
    return new ReactorError(
      'bad_configuration',
      `${file} is TypeScript, but a worker can load only JavaScript, even under tsx, ts-node or jest; ` +
        'run the compiled JavaScript, or in tests replace ModelHostFactory with InlineModelHostFactory',
      { cause: error },
    );
  }
  if (code === 'EADDRINUSE') {
    return new ReactorError(
      'bad_configuration',
      `importing ${file} starts a server (${error.message}), and a worker imports the file of its model; ` +
        'move the model to its own file, or start the server only if isModelWorker() is false',
      { cause: error },
    );
  }
  return error;
}
