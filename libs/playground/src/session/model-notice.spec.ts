import { describe, expect, it } from '@jest/globals';
import { modelNotice } from './model-notice.js';

const upper = (name: string): string => name.toUpperCase();

describe('modelNotice', () => {
  it.each([
    ['model_restarting', 'The model is starting again', true],
    ['model_reloading', 'A new version of the model is loading', true],
    ['model_restarted', 'The model was started again', false],
    ['model_reloaded', 'A new version of the model is running', false],
    ['of_a_newer_server', 'as it says', false],
  ])('of %s says: %s', (code, title, underWay) => {
    expect(modelNotice({ code, message: 'as it says', dropped: [] }, upper)).toMatchObject({ code, title, underWay });
  });

  it('says why a version does not load', () => {
    const message = 'The old one runs on. Unexpected token.';
    expect(modelNotice({ code: 'model_reload_failed', message, dropped: [] }, upper)).toMatchObject({
      title: 'The new version of the model does not load',
      text: message,
      underWay: false,
    });
  });

  it('names the inputs that have their defaults again by their labels', () => {
    const notice = modelNotice({ code: 'model_reloaded', message: '', dropped: ['seed'] }, upper);
    expect(notice.dropped).toEqual(['SEED']);
    expect(notice.text).toContain('Your other settings are in force.');
    expect(modelNotice({ code: 'model_restarted', message: '', dropped: [] }, upper).text).toBe(
      'It had failed. Your settings are in force.',
    );
  });
});
