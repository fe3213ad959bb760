import { expect, it } from '@jest/globals';
import { picturePoint } from './picture-point.js';

const WIDE = { width: 640, height: 360 };

it.each([
  ['of the same shape', { width: 320, height: 180 }, { x: 80, y: 90 }, { x: 0.25, y: 0.5 }],
  ['with bars above and below', { width: 640, height: 640 }, { x: 320, y: 140 }, { x: 0.5, y: 0 }],
  ['with bars at the sides', { width: 1280, height: 360 }, { x: 480, y: 180 }, { x: 0.25, y: 0.5 }],
  ['on a bar', { width: 1280, height: 360 }, { x: 10, y: 500 }, { x: 0, y: 1 }],
])('a point of a box %s is a place on the picture', (_, box, point, place) => {
  expect(picturePoint(point, box, WIDE)).toEqual(place);
});

it('takes the whole box while no picture is there', () => {
  expect(picturePoint({ x: 50, y: 25 }, { width: 100, height: 100 }, { width: 0, height: 0 })).toEqual({
    x: 0.5,
    y: 0.25,
  });
});
