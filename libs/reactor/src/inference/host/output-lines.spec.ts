import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { readLines } from './output-lines.js';

async function linesOf(...pieces: readonly (string | Buffer)[]): Promise<[string, number | undefined][]> {
  const lines: [string, number | undefined][] = [];
  const output = new PassThrough();
  readLines(output, (text, unlogged) => void lines.push([text, unlogged]));
  const ended = new Promise((resolve) => output.on('end', resolve));
  for (const piece of pieces) output.write(piece);
  output.end();
  await ended;
  return lines;
}

const texts = async (...pieces: readonly (string | Buffer)[]): Promise<string[]> =>
  (await linesOf(...pieces)).map(([text]) => text);

describe('the output of a worker process', () => {
  it('is read line by line, however it arrives', async () => {
    expect(await texts('one\ntw', 'o\r\n\n', 'three')).toEqual(['one', 'two', 'three']);
  });

  it('may divide a character', async () => {
    const [first, second] = [Buffer.from('ü\n').subarray(0, 1), Buffer.from('ü\n').subarray(1)];
    expect(await texts(first, second)).toEqual(['ü']);
  });

  it('is divided where a line does not end', async () => {
    const lines = await texts('x'.repeat(40_000), 'y\n');
    expect(lines.map(({ length }) => length)).toEqual([40_000, 1]);
  });

  it('is left out beyond its rate, and the next line says how much', async () => {
    const lines = await linesOf(...Array.from({ length: 1_500 }, (_, i) => `line ${i}\n`));
    expect(lines.length).toBeGreaterThanOrEqual(1_000);
    expect(lines.length).toBeLessThan(1_500);
    expect(lines[999]).toEqual(['line 999', undefined]);
  });
});
