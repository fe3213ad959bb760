import { flag, text } from '../command/index.js';

/** Which session of a running server, for every command that joins one. */
export const SESSION_OPTIONS = {
  session: text('ID', 'id of the session, where the model runs several'),
  start: flag('start a session where none runs'),
};
