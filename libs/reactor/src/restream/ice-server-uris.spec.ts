import { describe, expect, it } from '@jest/globals';
import { iceServerUris } from './ice-server-uris.js';

describe('iceServerUris', () => {
  it.each<[string, readonly string[]]>([
    ['', []],
    ['<https://example.com/docs>; rel="help"', []],
    ['<stun:stun.example.com>; rel="ice-server"', ['stun:stun.example.com']],
    [
      '<stun:a.example>; rel="ice-server", <turn:b.example?transport=udp>; rel="ice-server"; username="u"; credential="c,d"',
      ['stun:a.example', 'turn:b.example?transport=udp'],
    ],
    ['<turns:c.example:443>;rel=ice-server', ['turns:c.example:443']],
    ['rel="ice-server"', []],
  ])('of %j are %j', (link, uris) => {
    expect(iceServerUris(link)).toEqual(uris);
  });
});
