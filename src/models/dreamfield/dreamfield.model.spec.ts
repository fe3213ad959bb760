import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { readModelContract } from '@nestjs-reactor/core';
import { validateSync } from 'class-validator';
import { Dreamfield } from './dreamfield.model.js';
import { DreamfieldState } from './dreamfield.state.js';

const contract = readModelContract(Dreamfield);

/** The names of the fields that a state with this change is refused for. */
function refused(change: Record<string, unknown>): string[] {
  const defaults = Object.fromEntries(contract.stateFields.map((field) => [field.property, field.fallback]));
  return validateSync(Object.assign(new DreamfieldState(), defaults, change)).map(({ property }) => property);
}

describe('Dreamfield', () => {
  it('is called dreamfield and shows one picture', () => {
    expect(contract.name).toBe('dreamfield');
    expect(contract.tracks.map(({ name, kind, direction }) => [name, kind, direction])).toEqual([
      ['main_video', 'video', 'out'],
    ]);
  });

  it('offers its controls in order, each with a default and a description', () => {
    expect(contract.stateFields.map(({ name }) => name)).toEqual([
      'prompt',
      'speed',
      'zoom',
      'hue',
      'seed',
      'paused',
      'resolution',
    ]);
    for (const { options } of contract.stateFields) {
      expect(options.default).toBeDefined();
      expect(options.description).toMatch(/\.$/);
      expect(options.ui?.component).toBeDefined();
    }
    const orders = contract.stateFields.map(({ options }) => options.ui?.order);
    expect(orders).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('is content with its defaults', () => {
    expect(refused({})).toEqual([]);
  });

  it.each([
    ['prompt', ['', 'x'.repeat(400)], ['x'.repeat(401), 7]],
    ['speed', [0, 4], [-0.1, 4.1, '1', NaN]],
    ['zoom', [0.5, 3], [0.4, 3.1, null]],
    ['hue', [-180, 180], [-181, 181]],
    ['seed', [0, 9999], [-1, 10_000, 0.5]],
    ['paused', [true, false], [1, 'true']],
    ['resolution', ['360p', '480p', '720p'], ['1080p', 720]],
  ])('bounds %s', (field, good, bad) => {
    for (const value of good) expect(refused({ [field]: value })).toEqual([]);
    for (const value of bad) expect(refused({ [field]: value })).toEqual([field]);
  });
});
