import { layoutCaption, type Rectangle } from '../drawing/text-layout.js';
import { BLACK, GREY, type Plane, type Planes, WHITE } from './planes.js';

/** How much of the picture shines through behind the letters. */
const GROUND = 0.35;

/** White letters on a dark ground, near the bottom. */
export function drawCaption(picture: Planes, text: string): void {
  for (const { ground, dots } of layoutCaption(text, picture.width, picture.height)) {
    change(picture.y, ground, 1, (luma) => BLACK + GROUND * (luma - BLACK));
    for (const chroma of [picture.u, picture.v]) change(chroma, ground, 2, () => GREY);
    for (const dot of dots) change(picture.y, dot, 1, () => WHITE);
  }
}

/** @param step pixels of the picture to one of the plane */
function change(plane: Plane, area: Rectangle, step: number, value: (before: number) => number): void {
  const right = Math.min(plane.width, Math.ceil((area.x + area.width) / step));
  const bottom = Math.min(plane.height, Math.ceil((area.y + area.height) / step));
  for (let y = Math.max(0, Math.floor(area.y / step)); y < bottom; y++) {
    for (let x = Math.max(0, Math.floor(area.x / step)); x < right; x++) {
      const i = y * plane.width + x;
      plane.data[i] = value(plane.data[i]!);
    }
  }
}
