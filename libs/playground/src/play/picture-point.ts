interface Size {
  readonly width: number;
  readonly height: number;
}

/** The bars beside or above a picture that lies whole and centred in its box. */
function barsOf(box: Size, picture: Size): { readonly left: number; readonly top: number } {
  const known = picture.width > 0 && picture.height > 0 ? picture : box;
  const scale = Math.min(box.width / known.width, box.height / known.height) || 1;
  return { left: (box.width - known.width * scale) / 2, top: (box.height - known.height * scale) / 2 };
}

/** A point of the box as a place on the picture, 0 to 1 each way; on a bar it is the nearest edge. */
export function picturePoint(point: { readonly x: number; readonly y: number }, box: Size, picture: Size) {
  const { left, top } = barsOf(box, picture);
  const share = (at: number, before: number, whole: number): number =>
    Math.min(1, Math.max(0, (at - before) / Math.max(1, whole - 2 * before)));
  return { x: share(point.x, left, box.width), y: share(point.y, top, box.height) };
}
