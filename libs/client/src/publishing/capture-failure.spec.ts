import { describe, expect, it } from '@jest/globals';
import { type Captured, captureFailure } from './capture-failure.js';

describe('captureFailure', () => {
  it.each<[Captured, string, string, string, string]>([
    [
      'camera',
      'NotAllowedError',
      'Permission denied',
      'permission_denied',
      'Camera access was denied. Allow it in the address bar, then try again.',
    ],
    [
      'microphone',
      'NotAllowedError',
      'Permission denied by system',
      'permission_denied',
      'Microphone access was denied by the operating system. Allow it for this browser in the system settings.',
    ],
    [
      'camera',
      'NotAllowedError',
      'Permission dismissed',
      'capture_cancelled',
      'Camera access was not granted. Try again, and choose Allow.',
    ],
    [
      'screen',
      'NotAllowedError',
      'Permission denied',
      'capture_cancelled',
      'Screen capture was not granted. Try again, and choose Allow.',
    ],
    ['camera', 'NotFoundError', '', 'no_device', 'No camera was found. Connect one, then try again.'],
    [
      'camera',
      'NotReadableError',
      '',
      'device_busy',
      'The camera is in use by another program. Close it, then try again.',
    ],
    [
      'screen',
      'NotReadableError',
      '',
      'permission_denied',
      'The system did not let the browser capture the screen. Check its screen recording settings.',
    ],
    [
      'microphone',
      'OverconstrainedError',
      '',
      'no_device',
      'This microphone is no longer available. Choose another one.',
    ],
    ['camera', 'AbortError', '', 'capture_failed', 'The camera could not be started. Try again.'],
    ['camera', 'TypeError', 'odd', 'capture_failed', 'The camera could not be started: odd'],
    ['camera', 'OddError', '', 'capture_failed', 'The camera could not be started: OddError'],
  ])('of a %s, for %s “%s”: %s', (kind, name, message, code, text) => {
    expect(captureFailure(kind, { name, message })).toMatchObject({ code, message: text });
  });
});
