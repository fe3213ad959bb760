import { describe, expect, it } from '@jest/globals';
import { readModelSchema } from '@nestjs-reactor/protocol/schema';
import { EVERY_KIND } from '../testing/every-kind.fixture.js';
import { readValues } from './read-values.js';

const [command] = readModelSchema(EVERY_KIND).commands;
const REQUIRED = ['words=a', 'size=1', 'mode=soft', 'pose={"x":1}', 'image=@a.png'];
const given = { words: 'a', size: 1, mode: 'soft', pose: { x: 1 } };

describe('arguments of a command line', () => {
  it.each([
    ['words=a b=c', { words: 'a b=c' }],
    ['words=', { words: '' }],
    ['words=3', { words: '3' }],
    ['size=-0.5', { size: -0.5 }],
    ["mode=author's", { mode: "author's" }],
    ['pose={"x":2,"turn":1}', { pose: { x: 2, turn: 1 } }],
  ])('are read by their types: %s', (text, expected) => {
    const key = text.split('=')[0]!;
    const others = REQUIRED.filter((one) => !one.startsWith(`${key}=`));
    expect(readValues(command!, [...others, text]).args).toEqual({ ...given, ...expected });
  });

  it.each([
    ['count=2', { count: 2 }],
    ['fast=true', { fast: true }],
    ['level=-3', { level: -3 }],
    ['mixed=0', { mixed: 0 }],
    ['mixed=true', { mixed: true }],
    ['hint=null', { hint: null }],
    ['hint=nothing', { hint: 'nothing' }],
    ['tags=["a"]', { tags: ['a'] }],
    ['weights={"a":1}', { weights: { a: 1 } }],
    ['mask=null', { mask: null }],
    ['odd-name=x', { 'odd-name': 'x' }],
  ])('may be left out, or given: %s', (text, expected) => {
    expect(readValues(command!, [...REQUIRED, text])).toEqual({
      args: { ...given, ...expected },
      files: { image: 'a.png' },
    });
  });

  it.each([
    ['words', "'words' is no argument; write it as key=value"],
    ['=3', "'=3' is no argument"],
    ['colour=red', 'colour is unknown; set_speed takes words, count,'],
    ['count=2.5', "count must be an integer (got '2.5')"],
    ['count=', "count must be an integer (got '')"],
    ['fast=1', "fast must be true or false (got '1')"],
    ['level=4', "level must be one of 1, 2, -3 (got '4')"],
    ['tags=a', "tags must be JSON, as tags='[1, 2]' (got 'a')"],
    ['weights=[1]', "weights must be JSON, as weights='{\"a\": 1}' (got '[1]')"],
    ['mask=photo.png', "mask is a file; write it as mask=@PATH (got 'photo.png')"],
    ['words=b', 'words is given twice; leave one out'],
  ])('are refused: %s', (text, message) => {
    expect(() => readValues(command!, [...REQUIRED, text])).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining(message) }),
    );
  });

  it.each([
    ['size', 'size is missing; add size=0.5'],
    ['mode', 'mode is missing; add mode=soft'],
    ['image', 'image is missing; add image=@PATH'],
  ])('are refused without %s', (key, message) => {
    const others = REQUIRED.filter((one) => !one.startsWith(`${key}=`));
    expect(() => readValues(command!, others)).toThrow(message);
  });
});
