import { ReactorError } from '../errors/index.js';

/** A command whose check timed out: it blocked the server's thread for that long. */
export class CheckExpired extends ReactorError {
  constructor(command: string, limitMs: number) {
    super(
      'invalid_command',
      `${command}: its arguments could not be checked within ${limitMs} ms; send shorter or simpler values`,
    );
  }
}
