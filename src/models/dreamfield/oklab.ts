/** A colour in Oklab: perceived lightness from 0 to 1, and two axes of colour. Mixtures in it look even. */
export type Oklab = readonly [lightness: number, a: number, b: number];

/** Gamma-encoded sRGB, each channel from 0 to 1. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Steps of the search for the strongest chroma that sRGB can show; each halves the error. */
const GAMUT_STEPS = 8;

/** @param hex as `#0af3c2` */
export function oklabOfHex(hex: string): Oklab {
  const value = Number.parseInt(hex.slice(1), 16);
  const [r, g, b] = [value >> 16, (value >> 8) & 255, value & 255].map((channel) => toLinear(channel / 255)) as [
    number,
    number,
    number,
  ];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** @param degrees the hue's angle @param chroma 0 is grey, about 0.3 the strongest that sRGB has */
export function oklabOfHue(lightness: number, chroma: number, degrees: number): Oklab {
  const angle = (degrees * Math.PI) / 180;
  return [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)];
}

export function rotateHue([lightness, a, b]: Oklab, degrees: number): Oklab {
  const cos = Math.cos((degrees * Math.PI) / 180);
  const sin = Math.sin((degrees * Math.PI) / 180);
  return [lightness, a * cos - b * sin, a * sin + b * cos];
}

/** A colour that sRGB cannot show loses chroma until it can; its hue and lightness stay. */
export function rgbOfOklab([lightness, a, b]: Oklab): Rgb {
  const at = (share: number): Rgb => linearOf([lightness, a * share, b * share]);
  let [low, high] = [0, 1];
  if (isShowable(at(1))) low = 1;
  else {
    for (let step = 0; step < GAMUT_STEPS; step++) {
      const middle = (low + high) / 2;
      if (isShowable(at(middle))) low = middle;
      else high = middle;
    }
  }
  return at(low).map((channel) => toGamma(Math.min(1, Math.max(0, channel)))) as unknown as Rgb;
}

function linearOf([lightness, a, b]: Oklab): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function isShowable(linear: Rgb): boolean {
  return linear.every((channel) => channel >= -0.0005 && channel <= 1.0005);
}

function toLinear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

function toGamma(channel: number): number {
  return channel <= 0.0031308 ? 12.92 * channel : 1.055 * channel ** (1 / 2.4) - 0.055;
}
