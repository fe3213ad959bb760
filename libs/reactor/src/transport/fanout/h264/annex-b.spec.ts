import { describe, expect, it } from '@jest/globals';
import { isConstrainedBaseline, nalUnitsOf, ParameterSets } from './annex-b.js';
import { bytes, IDR, PPS, SLICE, SPS } from './fake-codecs.fixture.js';

describe('a stream in Annex B', () => {
  it.each([
    ['start codes of three and four bytes', bytes(SPS, PPS, IDR), [0x67, 0x68, 0x65]],
    ['zeros after a unit', bytes(SLICE, [0, 0, 0], SLICE, [0]), [0x41, 0x41]],
    ['a start code at the end', bytes(SLICE, [0, 0, 1]), [0x41]],
    ['nothing', bytes(), []],
    ['no start code', bytes([1, 2, 3]), []],
  ])('is split at %s', (_, stream, firstBytes) => {
    const units = nalUnitsOf(stream);
    expect(units.map((unit) => unit[0])).toEqual(firstBytes);
    for (const unit of units) expect(unit.at(-1)).not.toBe(0);
  });

  it.each([
    ['Constrained Baseline', [0x42, 0xc0], true],
    ['the same with another flag', [0x42, 0xe0], true],
    ['Baseline', [0x42, 0x80], false],
    ['High', [0x64, 0x00], false],
  ])('says that it is %s', (_, [profile = 0, flags = 0], expected) => {
    expect(isConstrainedBaseline(bytes([0, 0, 1, 0x67, profile, flags, 0x1f]))).toBe(expected);
  });

  it('says nothing of its profile without its parameters', () => {
    expect(isConstrainedBaseline(bytes(IDR))).toBeUndefined();
  });
});

describe('the parameters of a stream', () => {
  it('are put before a keyframe that comes without them', () => {
    const sets = new ParameterSets();
    expect(sets.complete(bytes(SPS, PPS, IDR))).toEqual({ keyframe: true, data: bytes(SPS, PPS, IDR) });
    expect(sets.complete(bytes(SLICE))).toEqual({ keyframe: false, data: bytes(SLICE) });
    expect(sets.complete(bytes(IDR))).toEqual({ keyframe: true, data: bytes(SPS, PPS, IDR) });
  });

  it('are the newest ones', () => {
    const sets = new ParameterSets();
    const other = [...SPS.slice(0, -1), 0x28];
    for (const set of [SPS, other]) sets.complete(bytes(set, PPS, IDR));
    expect(sets.complete(bytes(IDR)).data).toEqual(bytes(other, PPS, IDR));
  });
});
