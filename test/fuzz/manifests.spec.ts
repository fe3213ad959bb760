import { expect, it } from '@jest/globals';
import { ReactorError } from '@nestjs-reactor/core';
import * as fc from 'fast-check';
import { checkCommand, checkManifest, renderSchema } from '../../libs/reactor/src/contract/index.js';
import { budget, LIMIT_MS } from './support/budget.js';
import { json, roughly } from './support/mutations.js';

const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4 },
    roughly({
      type: fc.constantFrom('string', 'integer', 'number', 'boolean', 'array', 'object', 'null'),
      default: json,
      minimum: fc.double(),
      maxLength: fc.nat(9),
      enum: fc.array(json, { maxLength: 3 }),
      writeOnly: fc.boolean(),
    }),
    fc.record({ type: fc.constant('array'), items: tie('schema') }),
    fc.record({ type: fc.constant('object'), additionalProperties: tie('schema') }),
    fc.record({ type: fc.constant('object'), properties: fc.dictionary(fc.constantFrom('a', 'b'), tie('schema')) }),
    fc.record({ anyOf: fc.tuple(tie('schema'), fc.constant({ type: 'null' })) }),
    fc.constant({ $ref: '#/components/schemas/ReactorUploadReference' }),
  ),
}));

const manifest = fc.record({
  name: fc.constant('sunny'),
  tracks: fc.constant([]),
  inputs: fc.constant([]),
  commands: fc.tuple(
    fc.record({
      name: fc.constant('take'),
      dedupe: fc.boolean(),
      parameters: fc.record({ type: fc.constant('object'), properties: fc.record({ f: schema, g: schema }) }),
    }),
  ),
  messages: fc.constant([]),
  hooks: fc.constant({}),
});

/** What it makes of the values, or the code that they are refused with. */
function outcome<T>(work: () => T, code: string): T | string {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ReactorError)) throw error;
    expect(error.code).toBe(code);
    return error.code;
  }
}

it(
  'any manifest is refused with its mistakes, or serves its schema and checks any command',
  () => {
    let served = 0;
    fc.assert(
      fc.property(fc.oneof(manifest, json), json, (reported, given) => {
        const checked = outcome(() => checkManifest(reported, 'sunny'), 'bad_declaration');
        if (typeof checked === 'string') return;
        served++;
        JSON.stringify(renderSchema(checked));
        const taken = outcome(() => checkCommand(checked, 'take', { f: given }), 'invalid_command');
        if (typeof taken === 'string') return;
        // What was taken once is taken again.
        expect(checkCommand(checked, 'take', taken.args).args).toEqual(taken.args);
      }),
      budget(),
    );
    expect(served).toBeGreaterThan(0);
  },
  LIMIT_MS,
);
