import { ReactorError } from '../errors/index.js';

/** A command whose check was given up: for as long as it lasted, nothing else was done for anybody. */
export class CheckExpired extends ReactorError {
  constructor(command: string, limitMs: number) {
    super(
      'invalid_command',
      `${command}: its arguments could not be checked within ${limitMs} ms; send shorter or simpler values`,
    );
  }
}
