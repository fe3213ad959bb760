import { text } from './option.js';

/** Where a running server is, for every command that speaks to one. */
export const SERVER_OPTIONS = {
  url: text('URL', 'the server, with the path of a model where it is not the first', {
    fallback: 'http://127.0.0.1:8080',
    env: 'REACTOR_URL',
  }),
  token: text('TOKEN', 'bearer token for every request', { env: 'REACTOR_TOKEN' }),
};
