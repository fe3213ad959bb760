import { describe, expect, it } from '@jest/globals';
import { type InferenceOptions, mergeInferenceOptions } from './inference.options.js';

describe('the options of inference', () => {
  it('take providers by name, and with options of theirs', () => {
    const executionProviders = ['tensorrt', { name: 'cuda', deviceId: 1, arena: true }];
    expect(mergeInferenceOptions({ executionProviders })).toMatchObject({ executionProviders });
  });

  it.each<[string, Partial<Record<keyof InferenceOptions, unknown>>, string]>([
    [
      'a place',
      { isolation: 'container' },
      'inference.isolation must be one of thread, process, inline (got "container")',
    ],
    ['a level', { graphOptimization: 'most' }, 'must be one of disabled, basic, extended, layout, all (got "most")'],
    [
      'a provider without a name',
      { executionProviders: [{ deviceId: 1 }] },
      'objects with a name and plain values (got Object)',
    ],
    ['a provider with an object', { executionProviders: [{ name: 'cuda', arena: {} }] }, 'plain values (got Object)'],
    ['a GPU', { deviceIds: [0, -1] }, 'inference.deviceIds must be whole numbers from 0 (got [0,-1])'],
  ])('refuse %s that there is not', (_, options, message) => {
    expect(() => mergeInferenceOptions(options as Partial<InferenceOptions>)).toThrow(
      expect.objectContaining({ code: 'bad_configuration', message: expect.stringContaining(message) }),
    );
  });
});
