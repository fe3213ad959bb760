import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { readModelContract } from '@nestjs-reactor/core';
import { validateSync } from 'class-validator';
import { Dreamdrive } from './dreamdrive.model.js';
import { DreamdriveState, LOOKS } from './dreamdrive.state.js';

const contract = readModelContract(Dreamdrive);

/** The names of the fields that a state with this change is refused for. */
function refused(change: Record<string, unknown>): string[] {
  const defaults = Object.fromEntries(contract.stateFields.map((field) => [field.property, field.fallback]));
  return validateSync(Object.assign(new DreamdriveState(), defaults, change)).map(({ property }) => property);
}

describe('Dreamdrive', () => {
  it('is called dreamdrive and shows one picture, 24 times a second', () => {
    expect(contract.name).toBe('dreamdrive');
    expect(contract.tracks.map(({ name, kind, direction }) => [name, kind, direction])).toEqual([
      ['main_video', 'video', 'out'],
    ]);
  });

  it('offers its controls in order, each with a default and a description', () => {
    expect(contract.stateFields.map(({ name }) => name)).toEqual([
      'look',
      'winding',
      'traffic',
      'haze',
      'autopilot',
      'seed',
    ]);
    expect(contract.stateFields.map(({ options }) => options.ui?.order)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const { options } of contract.stateFields) expect(options.description).toMatch(/\.$/);
  });

  it('is content with its defaults', () => {
    expect(refused({})).toEqual([]);
  });

  it.each([
    ['look', [...LOOKS], ['moon', '', 3]],
    ['winding', [0, 1], [-0.1, 1.1, '1']],
    ['traffic', [0, 1], [-0.1, 1.1, NaN]],
    ['haze', [0, 1], [-0.1, 1.1, null]],
    ['autopilot', [true, false], [1, 'true']],
    ['seed', [0, 9999], [-1, 10_000, 0.5]],
  ])('bounds %s', (field, good, bad) => {
    for (const value of good) expect(refused({ [field]: value })).toEqual([]);
    for (const value of bad) expect(refused({ [field]: value })).toEqual([field]);
  });
});
