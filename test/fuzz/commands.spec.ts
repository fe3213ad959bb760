import { expect, it } from '@jest/globals';
import {
  Command,
  InputField,
  manifestOf,
  ReactorError,
  ReactorModel,
  ReactorPipeline,
  readModelContract,
} from '@nestjs-reactor/core';
import * as fc from 'fast-check';
import { checkRules } from '../../libs/reactor/src/contract/binding/index.js';
import { checkCommand } from '../../libs/reactor/src/contract/index.js';
import { budget, LIMIT_MS } from './support/budget.js';
import { json, roughly } from './support/mutations.js';

class Pose {
  @InputField({ type: 'number', min: -1, max: 1 }) x!: number;
  @InputField({ default: 'a', choices: ['a', 'b'] }) mode!: string;
}

class Everything {
  @InputField({ default: 'x', maxLength: 8, pattern: /^\w*$/ }) text!: string;
  @InputField({ type: 'integer', nullable: true, min: 0 }) count!: number | null;
  @InputField({ default: true }) flag!: boolean;
  @InputField({ type: () => Pose }) pose!: Pose;
  @InputField({ type: 'array', items: { type: () => Pose }, default: [], maxLength: 3 }) poses!: Pose[];
  @InputField({ type: 'record', items: { type: 'array', items: { type: 'number' } }, default: {} }) lists!: object;
  @InputField({ type: 'record', default: {} }) anything!: object;
}

@ReactorModel({ name: 'everything' })
class Model extends ReactorPipeline {
  *inference(): Generator<never, void, void> {}
  @Command() take(_everything: Everything): void {}
}

const contract = readModelContract(Model);
const manifest = manifestOf(contract);
const pose = roughly({ x: fc.double({ min: -1, max: 1, noNaN: true }), mode: fc.constantFrom('a', 'b') });
const args = fc.oneof(
  json,
  roughly({
    text: fc.string({ maxLength: 9 }),
    count: fc.integer(),
    flag: fc.boolean(),
    pose,
    poses: fc.array(pose, { maxLength: 4 }),
    lists: fc.dictionary(fc.string(), fc.array(fc.double())),
    anything: fc.dictionary(fc.string(), json),
  }),
);

it(
  'any arguments are taken, complete and as they may be sent on, or refused with the fields at fault',
  () => {
    let taken = 0;
    fc.assert(
      fc.property(args, (given) => {
        try {
          const command = checkCommand(manifest, 'take', given);
          const checked = command.args;
          expect(Object.keys(checked)).toEqual(['text', 'count', 'flag', 'pose', 'poses', 'lists', 'anything']);
          expect(structuredClone(checked)).toEqual(checked);
          // What the schema refuses never reaches the author's rules, and these only ever refuse more.
          checkRules(contract.commands.get('take')!, structuredClone(command));
          // What was taken once is taken again: defaults are good values.
          expect(checkCommand(manifest, 'take', checked).args).toEqual(checked);
          taken++;
        } catch (error) {
          if (!(error instanceof ReactorError)) throw error;
          expect(error.code).toBe('invalid_command');
          expect(error.message.length).toBeLessThan(5_000);
        }
      }),
      budget(),
    );
    expect(taken).toBeGreaterThan(0);
  },
  LIMIT_MS,
);
