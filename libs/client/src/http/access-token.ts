import { ClientError } from '../client-error.js';

/** Proves to the server who the client is: a text, or a function that gives one. It is asked before each request. */
export type AccessToken = string | (() => string | Promise<string>);

/** What a WebSocket's subprotocol may consist of: JSON Web Tokens and base64url fit. */
const SENDABLE = /^[\w!#$%&'*+.^`|~-]+$/;

/** Rejects with `invalid_token` where a browser cannot send it when it opens a socket. */
export async function readToken(token: AccessToken | undefined): Promise<string | undefined> {
  const text = typeof token === 'function' ? await token() : token;
  if (text === undefined || SENDABLE.test(text)) return text;
  throw ClientError.own(
    'invalid_token',
    'the token is empty or has characters that a WebSocket cannot carry; use letters, digits, "-", "_" and "." (base64url)',
  );
}
