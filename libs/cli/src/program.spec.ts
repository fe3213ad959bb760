import { afterEach, describe, expect, it } from '@jest/globals';
import { CliError } from './errors/index.js';
import { runProgram } from './program.js';
import { RecordedTerminal } from './testing/recorded-terminal.fixture.js';
import { SAMPLE } from './testing/sample.command.fixture.js';

async function run(...args: string[]) {
  const terminal = new RecordedTerminal({ json: args.includes('--json') });
  const exit = await runProgram([SAMPLE], args, terminal);
  return { exit, out: terminal.out, notes: terminal.notes.join('\n') };
}

describe('a command', () => {
  afterEach(() => {
    delete process.env['PAINTER'];
  });

  it('gets the values of its arguments and options', async () => {
    const options = [
      '--finish',
      'gloss',
      '--dry-time',
      '5',
      '--layers',
      '2',
      '--mask',
      'a',
      '--mask',
      'b',
      '--by',
      'Ada',
    ];
    const { exit, out } = await run('paint', 'north', 'hall', 'red', 'blue', '--brush', 'b.png', ...options, '--json');
    expect(JSON.parse(out)).toEqual({
      wall: 'north',
      roomName: 'hall',
      colors: ['red', 'blue'],
      brush: 'b.png',
      finish: 'gloss',
      dryTime: 5,
      layers: 2,
      wet: false,
      mask: ['a', 'b'],
      by: 'Ada',
      json: true,
    });
    expect(exit).toBe('ok');
  });

  it('gets the defaults of those that are absent, and what the environment says', async () => {
    process.env['PAINTER'] = 'Grace';
    const { out } = await run('paint', 'north', '--brush', 'b.png', '--json');
    const defaults = { finish: 'matt', dryTime: 10, wet: false, mask: [], colors: [], by: 'Grace' };
    expect(JSON.parse(out)).toMatchObject(defaults);
    expect(JSON.parse(out)).not.toHaveProperty('layers');
  });

  it('prints text where no JSON is asked for, and says how the program ends', async () => {
    expect(await run('paint', 'north', '--brush', 'b.png', '--wet')).toEqual({
      exit: 'refused',
      out: 'painted north',
      notes: '',
    });
  });

  it.each([
    [['paint', 'north', '--brush', 'b', '--finish', 'satin'], "--finish must be one of matt, gloss (got 'satin')"],
    [['paint', 'north', '--brush', 'b', '--dry-time', '61'], "--dry-time must be an integer from 0 to 60 (got '61')"],
    [['paint', 'north', '--brush', 'b', '--dry-time', '1.5'], "--dry-time must be an integer from 0 to 60 (got '1.5')"],
    [['paint', 'north', '--brush', 'b', '--layers', ''], "--layers must be a number of at least 1 (got '')"],
    [['paint', '', '--brush', 'b'], "WALL must not be empty (got '')"],
    [['paint', 'north'], "required option '--brush FILE' not specified; run 'reactor paint --help'"],
    [['paint', '--brush', 'b'], "missing required argument 'WALL'; run 'reactor paint --help'"],
    [
      ['paint', 'north', '--brush', 'b', '--mak'],
      "unknown option '--mak' (did you mean --mask?); run 'reactor paint --help'",
    ],
    [['pain', 'north'], "unknown command 'pain' (did you mean paint?); run 'reactor --help'"],
  ])('is not run with %j', async (args, message) => {
    const error = await run(...args).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CliError);
    expect(error).toMatchObject({ code: 'usage', exit: 'usage', message: expect.stringContaining(message) });
  });
});

describe('the help', () => {
  it('of the program lists the commands', async () => {
    const { exit, out } = await run('--help');
    expect(exit).toBe('ok');
    expect(out).toMatch(/Usage: reactor COMMAND \[options\]/);
    expect(out).toMatch(/paint +Paints a wall, or somebody's door/);
  });

  it.each([[['paint', '--help']], [['help', 'paint']]])(
    '%j has arguments, options with their defaults, and examples',
    async (args) => {
      const { exit, out } = await run(...args);
      expect(exit).toBe('ok');
      expect(out).toMatch(/Usage: reactor paint WALL \[ROOM-NAME\] \[COLORS\.\.\.\] \[options\]/);
      expect(out).toContain('It needs a brush.');
      expect(out).toMatch(/--finish FINISH +how it shines: matt, gloss \(default: matt\)/);
      expect(out).toMatch(/--by NAME +who paints \(env: PAINTER\)/);
      expect(out).toContain('reactor paint north --brush b.png\n      paints the north wall');
    },
  );

  it('is what a program without a command prints, as an error of usage', async () => {
    const { exit, out, notes } = await run();
    expect({ exit, out }).toEqual({ exit: 'usage', out: '' });
    expect(notes).toContain('Usage: reactor COMMAND');
  });

  it('has the version of the package beside it', async () => {
    expect(await run('--version')).toMatchObject({ exit: 'ok', out: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  });
});
