import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { readCommandLine } from './command-line.js';
import { usage } from './usage.js';

describe('readCommandLine', () => {
  it.each([
    [[], { kind: 'serve', env: {} }],
    [['--model', 'echo,hello'], { kind: 'serve', env: { REACTOR_MODEL: 'echo,hello' } }],
    [['--model', 'echo', '--model', 'hello'], { kind: 'serve', env: { REACTOR_MODEL: 'echo,hello' } }],
    [['--model=echo'], { kind: 'serve', env: { REACTOR_MODEL: 'echo' } }],
    [['--cloud', '--model=echo'], { kind: 'serve', env: { REACTOR_MODEL: 'echo', REACTOR_CLOUD: 'on' } }],
    [['--help'], { kind: 'help' }],
    [['--model', 'echo', '-h'], { kind: 'help' }],
    [['-v'], { kind: 'version' }],
    [['--version'], { kind: 'version' }],
  ])('reads %j', (args, asked) => {
    expect(readCommandLine(args)).toEqual(asked);
  });

  it.each([
    [['--port', '1'], "Unknown option '--port'"],
    [['-p'], "Unknown option '-p'"],
    [['echo'], "Unexpected argument 'echo'"],
    [['--model'], "Option '--model <value>' argument missing"],
    [['--help=yes'], "Option '-h, --help' does not take an argument"],
  ])('refuses %j and names what there is', (args, why) => {
    expect(() => readCommandLine(args)).toThrow(
      `${why}. The options are --model NAMES, --cloud, --help, --version; --help says more`,
    );
  });
});

describe('usage', () => {
  const text = usage(['dreamfield', 'echo']);

  it('names the options and the models', () => {
    for (const option of ['--model NAMES', '--cloud', '-h, --help', '-v, --version'])
      expect(text).toContain(`\n  ${option} `);
    expect(text).toContain('\nModels: dreamfield, echo\n');
  });

  it('has every variable of the environment as .env.example has it', () => {
    const told = text.slice(text.indexOf('\n  HOST='));
    const example = parseEnv(readFileSync(join(import.meta.dirname, '../.env.example'), 'utf8'));
    expect(parseEnv(told)).toEqual(example);
  });
});
