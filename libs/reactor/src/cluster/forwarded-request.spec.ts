import { describe, expect, it } from '@jest/globals';
import { type ForwardedRequest, readForwarded, signForwarded } from './forwarded-request.js';

const REQUEST: ForwardedRequest = { from: 'aaaaaaaaaaaa', to: 'bbbbbbbbbbbb', epoch: 7, peer: '203.0.113.9' };
const TARGET = { method: 'GET', url: '/session?x=1' };

describe('the header of a forwarded request', () => {
  const header = signForwarded(REQUEST, TARGET, 'secret');

  it('says what the first machine knew', () => {
    expect(readForwarded(header, TARGET, 'secret')).toEqual(REQUEST);
  });

  const [payload = '', signature = ''] = header.split('.');
  const other = Buffer.from(JSON.stringify({ ...REQUEST, peer: '127.0.0.1' })).toString('base64url');
  it.each<[string, string | string[] | undefined, typeof TARGET, string]>([
    ['is absent', undefined, TARGET, 'secret'],
    ['is repeated', [header, header], TARGET, 'secret'],
    ['is of another cluster', header, TARGET, 'other'],
    ['is of another path', header, { ...TARGET, url: '/session' }, 'secret'],
    ['is of another method', header, { ...TARGET, method: 'DELETE' }, 'secret'],
    ['has another payload', `${other}.${signature}`, TARGET, 'secret'],
    ['has no signature', payload, TARGET, 'secret'],
    ['has an empty signature', `${payload}.`, TARGET, 'secret'],
    ['has a part too many', `${header}.x`, TARGET, 'secret'],
  ])('counts for nothing where it %s', (_what, given, target, secret) => {
    expect(readForwarded(given, target, secret)).toBeUndefined();
  });
});
