import { describe, expect, it } from '@jest/globals';
import { ClientError, type SourceKind } from '@nestjs-reactor/client';
import { captureEnd, capturePause, publishRefusal } from './capture-words.js';

describe('what is said of an input', () => {
  it.each<[SourceKind, RegExp]>([
    ['camera', /camera was disconnected/],
    ['microphone', /microphone was disconnected/],
    ['screen', /Screen sharing was stopped/],
    ['file', /file ended/],
  ])('when a %s ends by itself', (kind, words) => {
    expect(captureEnd(kind)).toMatch(words);
  });

  it.each<[SourceKind, RegExp]>([
    ['camera', /camera is paused/],
    ['microphone', /microphone is muted/],
  ])('while a %s delivers nothing', (kind, words) => {
    expect(capturePause(kind)).toMatch(words);
  });

  it('when the server does not take it', () => {
    expect(publishRefusal(new ClientError('publish_refused', 'held'))).toMatch(/Another participant/);
    expect(publishRefusal(new ClientError('forbidden', 'you may not'))).toBe('you may not');
  });
});
