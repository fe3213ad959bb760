import { COMMANDS } from './commands.js';
import { type CliError, EXIT_CODES, type ExitName, toCliError } from './errors/index.js';
import { runProgram } from './program.js';
import { ProcessTerminal } from './terminal/process-terminal.js';

/** The program as the shell starts it: sets the exit code, and returns when the command is done. */
export async function main(): Promise<void> {
  process.exitCode = await runCommandLine(process.argv.slice(2));
}

/**
 * Runs one command of `reactor` in this process, with its standard streams.
 * @param args as they follow `reactor` on the command line
 * @returns the exit code; errors are printed, and never thrown
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  const terminal = new ProcessTerminal(json);
  let exit: ExitName;
  try {
    exit = await runProgram(COMMANDS, args, terminal);
  } catch (error) {
    const problem = toCliError(error);
    terminal.note(json ? JSON.stringify(factsOf(problem)) : textOf(problem));
    exit = problem.exit;
  }
  return EXIT_CODES[exit].code;
}

function factsOf({ code, message }: CliError): object {
  return { error: { code, message } };
}

/** With the stack of what nobody expected: it is for whoever mends this program. */
function textOf({ code, message, cause }: CliError): string {
  const stack = code === 'internal_error' && cause instanceof Error ? `\n${cause.stack}` : '';
  return `reactor: ${message}${stack}`;
}
