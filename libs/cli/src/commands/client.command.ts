import { command, flag, requiredText, text } from '../command/index.js';
import { SCHEMA_OPTIONS } from '../schema/schema-source.js';

export const client = command({
  name: 'client',
  summary: "Writes TypeScript with a model's commands, messages, tracks and state",
  details: [
    'The file has a type for all that the model takes and says, and a function that connects to it with `@nestjs-reactor/client`. It is made from a model of the project in this folder, from a running server, or from a saved schema. The same schema gives the same file, and a file that would not change is left alone.',
  ],
  options: {
    out: requiredText('DIR', 'folder for the file, which is called as the model', 'folder'),
    ...SCHEMA_OPTIONS,
    schema: text('FILE', 'read a schema that `reactor schema --out` has saved', { completes: 'file' }),
    jsSdk: flag('for the public js-sdk (2.7 or newer) in place of `@nestjs-reactor/client`'),
  },
  hasJson: true,
  exits: ['unreachable', 'refused', 'project'],
  examples: [
    ['reactor client --out src/models', 'for the only model of this project'],
    ['reactor client --out src/models --url http://127.0.0.1:8080', 'for the first model of a server'],
  ],
  async run({ out, schema: file, jsSdk, ...source }, terminal) {
    const { runClient } = await import('../generate/run-client.js');
    await runClient({ out, jsSdk, source: { ...source, file } }, terminal);
  },
});
