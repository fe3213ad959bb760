import { describe, expect, it } from '@jest/globals';
import { childFlags, childNodeOptions } from './child-flags.js';

describe('the flags of a worker process', () => {
  it.each<[string, string[], string[]]>([
    ['conditions', ['-C', 'fixtures', '--conditions=other'], ['-C', 'fixtures', '--conditions=other']],
    ['source maps', ['--enable-source-maps'], ['--enable-source-maps']],
    [
      'loaders',
      ['--import', './register.mjs', '-r', './setup.cjs'],
      ['--import', './register.mjs', '-r', './setup.cjs'],
    ],
    ['limits of V8', ['--max-old-space-size=2048', '--expose-gc'], ['--max-old-space-size=2048', '--expose-gc']],
  ])('include %s', (_, flags, kept) => {
    expect(childFlags(flags)).toEqual(kept);
  });

  it.each<[string, string[]]>([
    ['the inspector', ['--inspect', '--inspect-brk=127.0.0.1:9229', '--inspect-port', '0', '--debug-port=9230']],
    ['a program in the place of a file', ['-e', 'start()', '--input-type', 'module', '--print', '1']],
    ['the test runner and the watcher', ['--test', '--test-reporter', 'spec', '--watch', '--watch-path', './src']],
  ])('are without %s', (_, flags) => {
    expect(childFlags([...flags, '--expose-gc'])).toEqual(['--expose-gc']);
  });

  it('of NODE_OPTIONS are the same, with their quotes', () => {
    const options = '--inspect=0 --require "./my setup.cjs"  --enable-source-maps --inspect-port=9229';
    expect(childNodeOptions(options)).toBe('--require "./my setup.cjs" --enable-source-maps');
    expect(childNodeOptions('')).toBe('');
  });
});
