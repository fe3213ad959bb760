import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsEmail, registerDecorator } from 'class-validator';
import {
  Command,
  Idle,
  InputField,
  InputState,
  ReactorModel,
  ReactorPipeline,
  type Turn,
} from '../../../authoring/index.js';
import { Bench, OnePicture } from '../../host/host-bench.fixture.js';

/** Never ends for a text but an empty one, or throws for `bang`. */
function IsForever(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: string) => {
          if (value === 'bang') throw new Error('the rule is broken');
          for (let i = 0; i < value.length; i += 0);
          return true;
        },
      },
    });
}

class RuledState extends InputState {
  @InputField({ default: '', pattern: /^(a+)*$/ }) word!: string;
  @InputField({ type: 'array', items: { type: 'string', pattern: /^(a+)*$/ }, default: [] }) words!: string[];
  @IsForever() @InputField({ default: '' }) own!: string;
  @IsEmail() @InputField({ default: 'a@example.org' }) mail!: string;
  @Transform(({ value }) => (value as string).trim()) @InputField({ default: 'x', minLength: 1 }) subject!: string;
}

let bench: Bench;

@ReactorModel({ name: 'ruled', state: RuledState, output: OnePicture })
class Ruled extends ReactorPipeline<RuledState, OnePicture> {
  *inference(): Generator<Turn<OnePicture>, void, void> {
    for (;;) yield Idle;
  }
  @Command({ dedupe: true, name: 'set_word' }) take(
    @InputField({ name: 'word', type: 'string', pattern: /^(a+)*$/ }) word: string,
  ): void {
    this.state.word = word;
  }
}

const HOSTILE = `${'a'.repeat(60)}!`;

describe("rules that a model's author wrote as code", () => {
  beforeAll(() => Logger.overrideLogger(false));
  afterEach(() => bench.host.close());

  it.each([
    ['a pattern', 'set_word', { word: 'b' }, 'set_word: word must match /^(a+)*$/ (got "b")', 'word'],
    ["class-validator's", 'set_mail', { mail: 'nobody' }, 'set_mail: mail must be an email', 'mail'],
    [
      "bounds of what class-transformer's made",
      'set_subject',
      { subject: '  ' },
      'set_subject: subject must have at least 1 character (got 0)',
      'subject',
    ],
  ])('refuse a command before it is applied: %s', async (_, name, args, message, field) => {
    bench = await new Bench(Ruled).begin(1);
    const outcome = await bench.command(name, args);
    expect(outcome).toMatchObject({ ok: false, code: 'invalid_command', message, field, rules: 'broken' });
    expect(outcome).toMatchObject({ fields: [{ field }] });
    expect(bench.inputs).toEqual([]);
  });

  it('refuse one that a newer one would replace', async () => {
    bench = await new Bench(Ruled).begin(1);
    const outcomes = await Promise.all(['b', 'aa'].map((word) => bench.command('set_word', { word })));
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, true]);
  });

  it.each([
    ['a pattern', 'set_word', { word: HOSTILE }, { word: 'aa' }],
    ['a pattern of items', 'set_words', { words: [HOSTILE] }, { words: ['aa'] }],
    ["the author's own", 'set_own', { own: 'x' }, { own: '' }],
  ])('are stopped at their limit, and the model works on: %s', async (_, name, hostile, good) => {
    bench = await new Bench(Ruled, { ruleTimeoutMs: 400 }).begin(1);
    expect(await bench.command(name, hostile)).toEqual({
      ok: false,
      code: 'invalid_command',
      message: `${name}: its arguments could not be checked within 400 ms; send shorter or simpler values`,
      rules: 'expired',
    });
    expect(await bench.command(name, good)).toMatchObject({ ok: true });
  });

  it('take no more than their share of the thread, however many never end', async () => {
    bench = await new Bench(Ruled, { ruleTimeoutMs: 400 }).begin(1);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => bench.command('set_words', { words: [HOSTILE] })),
    );
    const limits = outcomes.map((outcome) =>
      Number(/within (\d+) ms/.exec('message' in outcome ? outcome.message : '')?.[1]),
    );
    expect(limits[0]).toBe(400);
    expect(limits.reduce((sum, limitMs) => sum + limitMs, 0)).toBeLessThan((20 * 400) / 2);
  });

  it('that fail refuse the command too, with the reason in the log alone', async () => {
    bench = await new Bench(Ruled).begin(1);
    expect(await bench.command('set_own', { own: 'bang' })).toEqual({
      ok: false,
      code: 'internal_error',
      message: "set_own: a rule of its arguments failed; see the server's log",
      rules: 'broken',
    });
  });
});
