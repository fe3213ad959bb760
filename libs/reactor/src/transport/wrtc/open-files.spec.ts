import { describe, expect, it } from '@jest/globals';
import { OpenFiles, PROCESS_FILES } from './open-files.js';

const files = (limit?: number, open?: number): OpenFiles =>
  new OpenFiles({ limit: () => limit, open: () => open, addresses: () => 4 });

describe('room for another peer', () => {
  it.each([
    // 27 for a peer, 64 for everything else.
    [1_024, 69, 0, 33],
    [1_024, 1_024 - 64 - 27, 0, 1],
    [1_024, 1_024 - 64 - 26, 0, 0],
    [1_024, 1_024 - 64 - 54, 1, 1],
    [1_024, 1_024 - 64 - 54, 2, 0],
    [1_024, 1_024, 0, 0],
  ])('is with %d files that may be open, %d that are and %d peers under way: %d', (limit, open, pending, room) => {
    expect(files(limit, open).furtherPeers(pending)).toBe(room);
  });

  it('is not known where the system does not tell', () => {
    expect(files().furtherPeers(0)).toBeUndefined();
    expect(files(1_024).furtherPeers(0)).toBeUndefined();
  });
});

(process.platform === 'linux' ? it : it.skip)('the files of the process are told on Linux', () => {
  const [limit, open] = [PROCESS_FILES.limit()!, PROCESS_FILES.open()!];
  expect(open).toBeGreaterThan(3);
  expect(limit).toBeGreaterThan(open);
});
