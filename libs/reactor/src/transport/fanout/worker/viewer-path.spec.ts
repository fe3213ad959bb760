import { describe, expect, it } from '@jest/globals';
import { ViewerPath } from './viewer-path.js';

const MEDIA = Uint8Array.of(0x80, 96);
const CHECK = Uint8Array.of(1, 1);
const UDP = { address: '192.0.2.1', port: 9 };
const TCP = { ...UDP, protocol: 'tcp' } as const;

describe('the path of a viewer', () => {
  it('is the one that media goes by, whatever is checked beside it', () => {
    const path = new ViewerPath();
    expect(path.protocol).toBe('udp');
    path.sent(MEDIA, TCP, true);
    path.sent(CHECK, UDP, true);
    expect(path.protocol).toBe('tcp');
    path.sent(MEDIA, UDP, true);
    expect(path.protocol).toBe('udp');
  });

  it('counts what it did not take', () => {
    const path = new ViewerPath();
    for (const taken of [true, false, true, false]) path.sent(MEDIA, TCP, taken);
    expect(path.packetsDropped).toBe(2);
  });
});
