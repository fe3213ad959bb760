import { describe, expect, it } from '@jest/globals';
import { command } from '../command/index.js';
import { runProgram } from '../program.js';
import { RecordedTerminal } from '../testing/recorded-terminal.fixture.js';
import { LOAD_OPTIONS, type LoadOptions, loadOptionsOf } from './load-options.js';

/** What viewers do for these arguments. */
async function optionsFor(...args: string[]): Promise<LoadOptions> {
  let made: LoadOptions | undefined;
  const load = command({
    name: 'load',
    summary: 'Reads its options',
    options: LOAD_OPTIONS,
    run: (input) => {
      made = loadOptionsOf(input);
      return Promise.resolve();
    },
  });
  await runProgram([load], ['load', ...args], new RecordedTerminal());
  return made!;
}

describe('the options of a load test', () => {
  it('are ten viewers on unchanged links for half a minute where nothing is said', async () => {
    expect(await optionsFor()).toMatchObject({
      url: 'http://127.0.0.1:8080',
      viewers: 10,
      seconds: 30,
      relayed: 0,
      steps: [],
      down: { loss: 0, delayMs: 0, jitterMs: 0, kbps: 0 },
    });
  });

  it.each([
    [['--loss', '2'], 10, { loss: 0.02 }],
    [['--loss', '2', '--relayed', '3'], 3, { loss: 0.02 }],
    [['--kbps', '600', '--queue', '50', '--relayed', '30'], 10, { kbps: 600, queueMs: 50 }],
    [['--steps', '800@15'], 10, { kbps: 0 }],
  ])('%j put %i viewers behind a link', async (args, relayed, down) => {
    expect(await optionsFor(...args)).toMatchObject({ relayed, down });
  });

  it('has the direction to the server by itself', async () => {
    expect(await optionsFor('--up-loss', '5', '--up-delay', '20')).toMatchObject({ up: { loss: 0.05, delayMs: 20 } });
  });

  it.each([
    [['--loss', '101'], '--loss must be a number from 0 to 100'],
    [['--viewers', '0'], '--viewers must be an integer of at least 1'],
    [['--rate', '0'], '--rate must be a number of at least 0.01'],
    [['--commands', '5'], '--commands needs --command'],
    [['--command', 'set_prompt'], '--command is JSON with a type'],
    [['--steps', '800'], '800@15,3000@45'],
  ])('are refused as %j', async (args, message) => {
    await expect(optionsFor(...args)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(message),
    });
  });
});
