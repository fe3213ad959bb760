import type { Command } from './command/index.js';
import { call } from './commands/call.command.js';
import { client } from './commands/client.command.js';
import { completion } from './commands/completion.command.js';
import { dev } from './commands/dev.command.js';
import { doctor } from './commands/doctor.command.js';
import { headless } from './commands/headless.command.js';
import { init } from './commands/init.command.js';
import { keys } from './commands/keys.command.js';
import { load } from './commands/load.command.js';
import { mcp } from './commands/mcp.command.js';
import { replay } from './commands/replay.command.js';
import { run } from './commands/run.command.js';
import { schema } from './commands/schema.command.js';
import { snapshot } from './commands/snapshot.command.js';
import { watch } from './commands/watch.command.js';

/** Every command, in the order of the help: each is a file of `commands/`, and is known by its line here. */
export const COMMANDS: readonly Command[] = [
  init,
  dev,
  run,
  schema,
  client,
  call,
  watch,
  snapshot,
  mcp,
  headless,
  replay,
  load,
  keys,
  doctor,
  completion,
];
