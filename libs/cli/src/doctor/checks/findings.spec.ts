import { describe, expect, it } from '@jest/globals';
import { nodeFinding } from './node.check.js';
import { openFilesFinding } from './open-files.check.js';
import { portFinding } from './port.check.js';
import { pythonFinding } from './python.check.js';
import { sharedMemoryFinding } from './shared-memory.check.js';
import { udpFinding } from './udp.check.js';

const MEBIBYTE = 2 ** 20;

describe('a finding', () => {
  it.each([
    ['20.19.0', 'ok'],
    ['22.0.0', 'ok'],
    ['20.18.9', 'problem'],
    ['18.20.0', 'problem'],
  ])('for Node %s is %s', (version, state) => {
    expect(nodeFinding(version)).toMatchObject({ state });
  });

  it.each([
    ['3.10.0 2.0.1', 'ok', '3.10.0 with numpy 2.0.1'],
    ['3.12.1 ', 'absent', 'without numpy'],
    ['3.9.18 1.26.0', 'absent', 'Python models need 3.10 or newer'],
    ['2.7.18 ', 'absent', 'Python models need 3.10 or newer'],
    [undefined, 'absent', 'does not run'],
  ])('for Python that says %j is %s', (said, state, text) => {
    expect(pythonFinding('python3', said)).toMatchObject({ state, text: expect.stringContaining(text) });
  });

  it.each([
    [2340, 'ok', '2340'],
    [2339, 'warning', 'room for about 63 viewers'],
    [64, 'warning', 'room for about 0 viewers'],
    ['unlimited' as const, 'ok', 'unlimited'],
    [undefined, 'absent', 'does not say'],
  ])('for a limit of %j open files is %s', (limit, state, text) => {
    expect(openFilesFinding(limit)).toMatchObject({ state, text: expect.stringContaining(text) });
  });

  it.each([
    [256 * MEBIBYTE, 'ok', '256 MB'],
    [64 * MEBIBYTE, 'warning', '64 MB'],
    [undefined, 'absent', 'pass through a file'],
  ])('for %j bytes of shared memory is %s', (bytes, state, text) => {
    expect(sharedMemoryFinding(bytes)).toMatchObject({ state, text: expect.stringContaining(text) });
  });

  it.each([
    ['EADDRINUSE', '8080 is in use on 127.0.0.1', 'PORT'],
    ['EACCES', 'may not listen on 8080', 'from 1024 on'],
    ['EADDRNOTAVAIL', 'nothing can listen on 127.0.0.1:8080', 'HOST'],
  ])('for a port that fails with %s is a problem', (code, text, mend) => {
    expect(portFinding(code, 8080, '127.0.0.1')).toEqual({
      state: 'problem',
      text: expect.stringContaining(text),
      mend: expect.stringContaining(mend),
    });
  });

  it('for UDP names the addresses at which nothing arrives', () => {
    expect(udpFinding(['127.0.0.1', '10.0.0.2'], ['127.0.0.1', '10.0.0.2']).state).toBe('ok');
    const { state, text } = udpFinding(['127.0.0.1', '10.0.0.2'], ['127.0.0.1']);
    expect({ state, text }).toEqual({
      state: 'warning',
      text: 'no datagram arrives at 10.0.0.2: media to it goes over TCP',
    });
  });

  it.each([
    nodeFinding('18.0.0'),
    openFilesFinding(256),
    openFilesFinding(undefined),
    sharedMemoryFinding(undefined),
    pythonFinding('python3', undefined),
    udpFinding(['10.0.0.2'], []),
  ])('that is not ok says what to do: $text', ({ state, mend }) => {
    expect(state).not.toBe('ok');
    expect(mend).toMatch(/\w+/);
  });
});
