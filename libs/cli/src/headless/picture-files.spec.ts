import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { picturesIn, pngOf } from './picture-files.js';

describe('pictures of a folder', () => {
  it('come in the order of their numbers', async () => {
    const pictures = await mkdtemp(join(tmpdir(), 'pictures-'));
    const names = ['f10.png', 'f2.PNG', 'f1.jpg', 'notes.txt'];
    for (const name of names) await writeFile(join(pictures, name), '');
    expect(await picturesIn(pictures)).toEqual(['f1.jpg', 'f2.PNG', 'f10.png'].map((name) => join(pictures, name)));
    await rm(pictures, { recursive: true });
    expect(
      pngOf({ width: 1, height: 1, data: new Uint8ClampedArray(4) })
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });
});
