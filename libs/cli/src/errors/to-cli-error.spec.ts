import { ClientError } from '@nestjs-reactor/client';
import { SchemaError } from '@nestjs-reactor/protocol/schema';
import { describe, expect, it } from '@jest/globals';
import { CliError, EXIT_CODES, toCliError } from './index.js';

describe('an error of a command', () => {
  it.each([
    [CliError.of('not_built', 'build it'), 'not_built', 6],
    [ClientError.own('unreachable', 'nobody answers'), 'unreachable', 3],
    [ClientError.own('socket_closed', 'it closed'), 'unreachable', 3],
    [new ClientError('invalid_command', 'no such field'), 'invalid_command', 4],
    [new ClientError('rate_limited', 'slower'), 'rate_limited', 4],
    [new SchemaError('no info'), 'bad_file', 6],
    [new TypeError('x is undefined'), 'internal_error', 1],
    ['a string', 'internal_error', 1],
  ])('%s has the code %s and ends with %i', (error, code, exit) => {
    const problem = toCliError(error);
    expect({ code: problem.code, exit: EXIT_CODES[problem.exit].code }).toEqual({ code, exit });
  });

  it('keeps the words of the server', () => {
    expect(toCliError(new ClientError('invalid_command', 'prompt is too long')).message).toBe('prompt is too long');
  });

  it('keeps what nobody expected, for its stack', () => {
    const fault = new TypeError('x is undefined');
    expect(toCliError(fault)).toMatchObject({ cause: fault, message: expect.stringContaining('please report it') });
  });
});
