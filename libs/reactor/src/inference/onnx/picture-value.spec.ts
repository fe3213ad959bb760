import { describe, expect, it } from '@jest/globals';
import { findPicture, type PictureInputOptions, type PictureValue } from './picture-value.js';

const value = (name: string, type: string, ...shape: (number | string)[]) => ({ name, type, shape });
const planes = value('x', 'float32', 1, 3, 'h', 'w');
const strength = value('strength', 'float32', 1);

describe('the picture among the inputs of a network', () => {
  it.each<[string, ReturnType<typeof value>[], PictureInputOptions, Omit<PictureValue, 'info'>]>([
    ['planes of any size', [planes], {}, { type: 'float32', layout: 'chw' }],
    [
      'planes of one size',
      [value('x', 'float16', 1, 3, 20, 30)],
      {},
      { type: 'float16', layout: 'chw', width: 30, height: 20 },
    ],
    ['pixels', [value('x', 'uint8', 'n', 20, 30, 3)], {}, { type: 'uint8', layout: 'hwc', width: 30, height: 20 }],
    ['no batch', [value('x', 'float32', 'h', 'w', 3)], {}, { type: 'float32', layout: 'hwc' }],
    ['further inputs', [strength, planes], {}, { type: 'float32', layout: 'chw' }],
    ['all sizes open', [value('x', 'float32', 'n', 'a', 'b', 'c')], {}, { type: 'float32', layout: 'chw' }],
    [
      'the same, as pixels',
      [value('x', 'float32', 'n', 'a', 'b', 'c')],
      { layout: 'hwc' },
      { type: 'float32', layout: 'hwc' },
    ],
    ['two, one named', [planes, { ...planes, name: 'y' }], { name: 'y' }, { type: 'float32', layout: 'chw' }],
    [
      'a size that it has',
      [value('x', 'uint8', 1, 3, 8, 8)],
      { size: { width: 8, height: 8 } },
      { type: 'uint8', layout: 'chw', width: 8, height: 8 },
    ],
  ])('is found by its shape: %s', (_, infos, options, expected) => {
    const { info, ...found } = findPicture(infos, 'input', options);
    expect(found).toEqual(expected);
    expect(info.name).toBe(options.name ?? 'x');
  });

  it.each<[string, ReturnType<typeof value>[], PictureInputOptions, string]>([
    [
      'two',
      [planes, { ...planes, name: 'y' }],
      {},
      "There are: x float32[1, 3, h, w]; y float32[1, 3, h, w]; name it: input: { name: '…' }",
    ],
    ['none', [], {}, 'There are: none'],
    ['of another name', [planes], { name: 'picture' }, "has no input 'picture'; there are: x float32[1, 3, h, w]"],
    [
      'of other numbers',
      [value('x', 'int8', 1, 3, 'h', 'w')],
      {},
      'the numbers of one are float32, float16, uint8; cast it',
    ],
    [
      'of other sizes',
      [value('x', 'float32', 1, 512)],
      {},
      'one has 3 sizes, or 4 with the batch; reshape it in the network',
    ],
    ['of another layout', [planes], { layout: 'hwc' }, "has the layout chw; set layout: 'chw'"],
    [
      'grey',
      [value('x', 'float32', 1, 1, 8, 8)],
      {},
      'has 1 channels in the layout chw; a picture has 3, red, green and blue',
    ],
    [
      'of another size',
      [value('x', 'float32', 1, 3, 8, 8)],
      { size: { width: 4, height: 8 } },
      'has another size than 4x8; leave input.size out',
    ],
  ])('is refused where it is %s', (_, infos, options, message) => {
    expect(() => findPicture(infos, 'input', options)).toThrow(
      expect.objectContaining({ code: 'bad_declaration', message: expect.stringContaining(message) }),
    );
  });
});
