import { ReactorError, type ReactorErrorOptions } from '../errors/index.js';

/** No further attempt would change it. @param why about the server, as in `it answers with 401` */
export function refused(why: string, options: ReactorErrorOptions = {}): ReactorError {
  return new ReactorError('restream_refused', `the session is not sent on, nor tried again: ${why}`, options);
}

/** It may be otherwise with the next attempt. */
export function failed(why: string, options: ReactorErrorOptions = {}): ReactorError {
  return new ReactorError('restream_failed', `the session is not sent on: ${why}`, options);
}
