import { parseArgs } from 'node:util';

/** Parsed command line. */
export type CommandLine =
  | { readonly kind: 'help' | 'version' }
  /** The environment's variables that its options stand for. */
  | { readonly kind: 'serve'; readonly env: Readonly<Record<string, string>> };

/** Every option, as it is written in the usage. */
export const OPTIONS: readonly (readonly [written: string, what: string])[] = [
  ['--model NAMES', 'models to serve, by commas or several times, the first at the root; REACTOR_MODEL'],
  ['--cloud', 'serve the cloud API: tokens from API keys, sessions by id; REACTOR_CLOUD'],
  ['-h, --help', 'print this'],
  ['-v, --version', 'print the version'],
];

const KNOWN = OPTIONS.map(([written]) => written.replace(/^-\w, /, '')).join(', ');

/** Reads the process's arguments. Throws for an unknown one, naming the valid ones. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values } = parse(args);
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  return {
    kind: 'serve',
    env: {
      ...(values.model === undefined ? {} : { REACTOR_MODEL: values.model.join(',') }),
      ...(values.cloud ? { REACTOR_CLOUD: 'on' } : {}),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        model: { type: 'string', multiple: true },
        cloud: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    });
  } catch (error) {
    // What follows is advice for positional arguments, which there are none of.
    const [why = ''] = (error as Error).message.split('. ');
    throw new Error(`${why.replace(/\.$/, '')}. The options are ${KNOWN}; --help says more`, { cause: error });
  }
}
