import { describe, expect, it } from '@jest/globals';
import { captureEnd, captureFailure } from './capture-words.js';
import type { SourceKind } from './source.js';

describe('what is said when a capture fails', () => {
  it.each<[SourceKind, string, string, string]>([
    [
      'camera',
      'NotAllowedError',
      'Permission denied',
      'Camera access was denied. Allow it in the address bar, then try again.',
    ],
    [
      'microphone',
      'NotAllowedError',
      'Permission denied by system',
      'Microphone access was denied by the operating system. Allow it for this browser in the system settings.',
    ],
    [
      'camera',
      'NotAllowedError',
      'Permission dismissed',
      'Camera access was not granted. Try again, and choose Allow.',
    ],
    ['camera', 'NotFoundError', '', 'No camera was found. Connect one, then try again.'],
    ['camera', 'NotReadableError', '', 'The camera is in use by another program. Close it, then try again.'],
    ['microphone', 'OverconstrainedError', '', 'This microphone is no longer available. Choose another one.'],
    ['camera', 'TypeError', 'odd', 'The camera could not be started: odd'],
    ['camera', 'OddError', '', 'The camera could not be started: OddError'],
  ])('%s, %s “%s”', (kind, name, message, words) => {
    expect(captureFailure(kind, name, message)).toBe(words);
  });

  it.each<[SourceKind, RegExp]>([
    ['camera', /camera was disconnected/],
    ['microphone', /microphone was disconnected/],
    ['screen', /Screen sharing was stopped/],
  ])('%s ends by itself', (kind, words) => {
    expect(captureEnd(kind)).toMatch(words);
  });
});
