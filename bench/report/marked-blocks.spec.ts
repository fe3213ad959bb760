import { describe, expect, it } from '@jest/globals';
import { fillBlocks } from './marked-blocks.js';
import { markdownTable } from './markdown-table.js';

const PAGE =
  'Before.\n\n<!-- bench:peers -->\n\nold\n\n<!-- /bench -->\n\nAfter.\n\n<!-- bench:links -->\n<!-- /bench -->\n';

describe('fillBlocks', () => {
  it('replaces what a block holds, and nothing else', () => {
    expect(fillBlocks(PAGE, new Map([['peers', 'new']]))).toBe(
      'Before.\n\n<!-- bench:peers -->\n\nnew\n\n<!-- /bench -->\n\nAfter.\n\n<!-- bench:links -->\n<!-- /bench -->\n',
    );
  });

  it('changes nothing the second time', () => {
    const once = fillBlocks(PAGE, new Map([['links', '| a |']]));
    expect(fillBlocks(once, new Map([['links', '| a |']]))).toBe(once);
  });

  it('refuses a result that the page has no block for', () => {
    expect(() => fillBlocks(PAGE, new Map([['soak', 'x']]))).toThrow('The page has no block for soak');
  });
});

describe('markdownTable', () => {
  it('pads cells as prettier does', () => {
    expect(
      markdownTable([
        ['', 'a'],
        ['frames', '30.0'],
      ]),
    ).toBe('|        |    a |\n| ------ | ---: |\n| frames | 30.0 |');
  });
});
