import { command, text } from '../command/index.js';
import { SCHEMA_OPTIONS } from '../schema/schema-source.js';

export const schema = command({
  name: 'schema',
  summary: "Prints a model's schema, or says what of it breaks clients of an older one",
  details: [
    'The schema is that of a model of the project in this folder, or, with --url, of a running server. It is an OpenAPI document with the commands, messages and tracks of the model.',
    'With --check nothing is printed but the differences to the schema in that file. It ends with `different` where one of them breaks clients that were written for it.',
  ],
  options: {
    ...SCHEMA_OPTIONS,
    release: text('TAG', 'release tag in the document, such as v1.4.0; of a project'),
    out: text('FILE', 'write the schema to this file', { completes: 'file' }),
    check: text('FILE', 'compare with the schema in this file', { completes: 'file' }),
  },
  hasJson: true,
  exits: ['unreachable', 'refused', 'different', 'project'],
  examples: [
    ['reactor schema --out sunny.json', 'saves the schema of the only model of this project'],
    ['reactor schema --check sunny.json', 'fails where the model breaks clients of that schema'],
  ],
  async run({ check, out, ...source }, terminal) {
    const { runSchema } = await import('../schema/run-schema.js');
    return await runSchema({ check, out, source }, terminal);
  },
});
