import { describe, expect, it } from '@jest/globals';
import { importTrouble } from './import-trouble.js';

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

const EXTENSION = failure('ERR_UNKNOWN_FILE_EXTENSION', 'Unknown file extension ".ts"');

describe('a file that a worker could not import', () => {
  it.each([
    ['file:///app/sunny.ts', EXTENSION],
    // Node 22 and later take types out, and stop at the decorators.
    ['file:///app/sunny.mts', new SyntaxError('Invalid or unexpected token')],
    ['/app/sunny.tsx', failure('ERR_MODULE_NOT_FOUND', "Cannot find module '/app/state.js'")],
  ])('is told to be TypeScript: %s', (file, error) => {
    expect(importTrouble(file, error)).toMatchObject({
      code: 'bad_configuration',
      message: expect.stringMatching(/sunny\.\w+ is TypeScript.* run the compiled JavaScript, or in tests/),
      cause: error,
    });
  });

  it('is told to start a server', () => {
    const error = failure('EADDRINUSE', 'listen EADDRINUSE: address already in use :::3000');
    expect(importTrouble('file:///app/main.js', error)).toMatchObject({
      code: 'bad_configuration',
      message: expect.stringMatching(/:::3000.*move the model to its own file, or .* isModelWorker\(\)/),
      cause: error,
    });
  });

  it.each([
    ['file:///app/sunny.js', failure('ERR_MODULE_NOT_FOUND', "Cannot find package 'tar'")],
    ['file:///app/sunny.js', new SyntaxError('Unexpected token')],
    ['file:///app/sunny.ts', new Error('no weights')],
    ['file:///app/sunny.ts', 'thrown text'],
  ])('keeps its own words otherwise: %s', (file, error) => {
    expect(importTrouble(file, error)).toBe(error);
  });
});
