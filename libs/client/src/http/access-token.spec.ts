import { describe, expect, it } from '@jest/globals';
import { readToken } from './access-token.js';

describe('readToken', () => {
  it.each(['eyJhbGciOiJIUzI1NiJ9.e30.X-_4', 'abc~1', 'ticket'])('takes %s', async (token) => {
    expect(await readToken(token)).toBe(token);
    expect(await readToken(async () => token)).toBe(token);
  });

  it.each(['', 'two words', 'YQ==', 'a,b', 'ключ'])('refuses %p, which a browser could not send', async (token) => {
    await expect(readToken(token)).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('has none where none is given', async () => {
    expect(await readToken(undefined)).toBeUndefined();
  });
});
