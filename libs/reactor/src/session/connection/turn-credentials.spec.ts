import { describe, expect, it } from '@jest/globals';
import { iceServersNow } from './turn-credentials.js';

describe('iceServersNow', () => {
  it('makes credentials of a secret that end by themselves', () => {
    const turn = { urls: ['turn:turn.example:3478'], secret: 'north', ttlSeconds: 600 };
    expect(iceServersNow({ iceServers: [{ uris: ['stun:s'] }], turn }, 1_700_000_000_000)).toEqual([
      { uris: ['stun:s'] },
      {
        uris: ['turn:turn.example:3478'],
        // printf 1700000600 | openssl dgst -sha1 -hmac north -binary | base64
        credentials: { username: '1700000600', password: 'pL3AD+pdSi0Td8xk/uSD7cXdsYc=' },
      },
    ]);
  });

  it('leaves configured servers as they are without one', () => {
    const iceServers = [{ uris: ['stun:s'] }];
    expect(iceServersNow({ iceServers })).toBe(iceServers);
  });
});
