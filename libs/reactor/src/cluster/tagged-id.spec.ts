import { describe, expect, it } from '@jest/globals';
import { newTaggedId, tagIn, tagOf } from './tagged-id.js';

describe('an id with the tag of its node', () => {
  it('is a UUID of version 8, another one each time', () => {
    const ids = Array.from({ length: 1_000 }, () => newTaggedId(tagOf('node-1')));
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(ids).size).toBe(1_000);
  });

  it.each(['node-1', 'ü', '', 'x'.repeat(300)])('names its node: %j', (nodeId) => {
    expect(tagIn(newTaggedId(tagOf(nodeId)))).toBe(tagOf(nodeId));
  });

  it('has other tags for other nodes', () => {
    expect(new Set(Array.from({ length: 10_000 }, (_, at) => tagOf(`node-${at}`))).size).toBe(10_000);
  });

  it.each([
    ['of a process without a cluster', '3f2b1f0e-7c1a-4a6e-9d0b-1a2b3c4d5e6f'],
    ['in capitals', '3F2B1F0E-7C1A-8A6E-9D0B-1A2B3C4D5E6F'],
    ['with more behind it', '3f2b1f0e-7c1a-8a6e-9d0b-1a2b3c4d5e6f/x'],
    ['of no form', 'local'],
    ['empty', ''],
  ])('is none where it is one %s', (_what, id) => {
    expect(tagIn(id)).toBeUndefined();
  });
});
