import { describe, expect, it } from '@jest/globals';
import type { InputFieldOptions } from '../../authoring/index.js';
import { checkCommand } from './check-command.js';
import { Camera, contractOf, POSE, refusalOf, take } from '../contract.fixture.js';
import { manifestOf } from '../binding/manifest-of.js';
import { readModelContract } from '../binding/read-model-contract.js';

describe('a refusal', () => {
  const manifest = manifestOf(readModelContract(Camera));

  it.each([['move'], ['move_to']])('of %s lists every bad field with its bound', (name) => {
    const refusal = refusalOf(() => checkCommand(manifest, name, { x: 'a', y: 11, z: 1 }));
    expect(refusal).toMatchObject({ code: 'invalid_command', field: 'z' });
    expect(refusal.fields).toEqual([
      { field: 'z', message: expect.stringContaining('z is unknown; ') },
      { field: 'x', message: 'x must be an integer (got "a")' },
      { field: 'y', message: 'y must be at most 10 (got 11)' },
    ]);
    for (const { message } of refusal.fields ?? []) expect(refusal.message).toContain(message);
  });

  it.each<[string, string, unknown, string]>([
    ['an unknown command', 'jump', {}, 'camera has no command "jump"; it has move, move_to, portray, stop'],
    ['a name without end', 'j'.repeat(500), {}, `camera has no command "${'j'.repeat(80)}"`],
    ['an argument of a command without', 'stop', { now: true }, 'stop: now is unknown; stop takes nothing'],
    ['an argument that all objects have', 'stop', { valueOf: 1 }, 'stop: valueOf is unknown; stop takes nothing'],
    ['a list for arguments', 'stop', [], 'the arguments of stop must be an object of named values'],
    ['a text for arguments', 'stop', 'now', 'the arguments of stop must be an object of named values'],
  ])('names %s', (_, name, args, message) => {
    const refusal = refusalOf(() => checkCommand(manifest, name, args));
    expect(refusal.code).toBe('invalid_command');
    expect(refusal.message).toContain(message);
  });

  it('stays small however much is wrong', () => {
    const args = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, i]));
    const refusal = refusalOf(() => checkCommand(manifest, 'stop', args));
    expect(refusal.fields).toHaveLength(20);
    expect(refusal.message).toMatch(/; and 4980 more problems$/);
    expect(refusal.message.length).toBeLessThan(2_000);
  });
});

describe('an uploaded file', () => {
  const manifest = manifestOf(readModelContract(Camera));
  const reference = { upload_id: 'u1', name: 'a.png', mime_type: 'image/png', size: 3 };

  it.each<[string, Record<string, unknown>, Record<string, typeof reference>]>([
    ['comes beside the arguments', {}, { image: reference }],
    ['may be null where it need not be sent', { mask: null }, { image: reference }],
    ['may be one of two', { strength: 1 }, { image: reference, mask: reference }],
  ])('%s', (_, args, uploads) => {
    expect(checkCommand(manifest, 'portray', args, uploads).uploads).toEqual(uploads);
  });

  it.each<[string, Record<string, unknown>, Record<string, typeof reference>, string]>([
    ['is missed', {}, {}, 'image is missing; upload the file, then reference it in "uploads"'],
    [
      'is not taken among the arguments',
      { image: reference },
      {},
      'image is a file; upload it first, then reference it in "uploads", not in the arguments',
    ],
    ['is not taken twice', { mask: reference }, { image: reference, mask: reference }, 'mask is a file'],
    ['may not be null where it must be sent', { image: null }, {}, 'image is a file'],
    ['is no number', {}, { image: reference, strength: reference }, 'strength is a number, not a file'],
    ['is not taken for what is no argument', {}, { image: reference, hat: reference }, 'hat is unknown; portray takes'],
  ])('%s', (_, args, uploads, message) => {
    expect(refusalOf(() => checkCommand(manifest, 'portray', args, uploads)).message).toContain(message);
  });
});

describe('a hostile argument', () => {
  const manifest = manifestOf(contractOf({ type: 'record', nullable: true }));
  const nested = manifestOf(contractOf({ type: POSE, nullable: true }));

  it.each([
    ['in the arguments', '{"__proto__":{"polluted":1}}'],
    ['in a record', '{"f":{"__proto__":{"polluted":1}}}'],
    ['deep in a record', '{"f":{"a":[{"__proto__":{"polluted":1}}]}}'],
    ['in a nested object', '{"f":{"x":0,"__proto__":{"polluted":1}}}'],
    ['as a constructor in the arguments', '{"constructor":{"prototype":{"polluted":1}}}'],
    ['as a constructor in a record', '{"f":{"constructor":"x"}}'],
    ['as a constructor in a nested object', '{"f":{"x":0,"constructor":{"prototype":{"polluted":1}}}}'],
  ])('is refused %s and changes nothing', (_, text) => {
    for (const model of [manifest, nested]) {
      expect(refusalOf(() => checkCommand(model, 'take', JSON.parse(text))).code).toBe('invalid_command');
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('is refused where it is nested without end', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 10_000; i++) deep = [deep];
    expect(() => checkCommand(manifest, 'take', { f: { deep } })).toThrow('f is nested deeper than 32');
  });

  it('is not searched at all when it is too long', () => {
    const options: InputFieldOptions = { type: 'string', pattern: /^(a+)+$/, maxLength: 10 };
    expect(take(options, `${'a'.repeat(60)}!`)).toBe('take: f must have at most 10 characters (got 61)');
  });
});
