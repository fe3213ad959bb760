import { beforeEach, describe, expect, it } from '@jest/globals';
import { SessionRecords } from './session-records.js';
import { newTaggedId, tagOf } from './tagged-id.js';

const [A, B] = [tagOf('a'), tagOf('b')];

describe('the sessions of all nodes', () => {
  let epochs: Map<string, number>;
  let records: SessionRecords;
  let revision: number;

  beforeEach(() => {
    epochs = new Map([
      [A, 1],
      [B, 1],
    ]);
    records = new SessionRecords((tag, epoch) => epochs.get(tag) === epoch);
    revision = 0;
  });

  function begin(tag: string, more: object = {}): string {
    const id = newTaggedId(tag);
    records.apply({ key: id, revision: ++revision, value: { model: 'lamp', epoch: 1, ...more } }, id);
    return id;
  }

  it('are found by who started them, the newest first', () => {
    begin(A, { caller: 'ada' });
    const second = begin(B, { caller: 'ada' });
    begin(A, { caller: 'bob' });
    expect(records.newestOf('lamp', 'ada')).toMatchObject({ id: second, tag: B });
    records.apply({ key: second, revision: ++revision, value: undefined }, second);
    expect(records.newestOf('lamp', 'ada')?.tag).toBe(A);
    expect(records.newestOf('other', 'ada')).toBeUndefined();
  });

  it('count for nothing when their node has another epoch', () => {
    begin(A, { caller: 'ada' });
    const other = begin(B);
    epochs.set(A, 2);
    expect(records.all.map(({ id }) => id)).toEqual([other]);
    expect(records.newestOf('lamp', 'ada')).toBeUndefined();
    records.dropLeftovers(A);
    expect(records.below(A)).toEqual([]);
    expect([...records.tags]).toEqual([B]);
  });

  it('are not what no node of this kind has written', () => {
    records.apply({ key: 'x', revision: 1, value: { model: 'lamp', epoch: 1 } }, 'local');
    const id = newTaggedId(A);
    records.apply({ key: id, revision: 2, value: { model: 7 } }, id);
    expect(records.all).toEqual([]);
  });

  it('have a newest of each model', () => {
    begin(A);
    const newest = begin(B);
    begin(A, { model: 'other' });
    expect(records.newest('lamp')?.id).toBe(newest);
  });
});
