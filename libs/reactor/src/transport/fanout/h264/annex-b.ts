/** Types of NAL units (H.264, table 7-1). */
const IDR = 5;
const SEQUENCE_PARAMETERS = 7;
const PICTURE_PARAMETERS = 8;

const START_CODE = Buffer.from([0, 0, 1]);
const LONG_START_CODE = Buffer.from([0, 0, 0, 1]);

/** One encoded picture. */
export interface AccessUnit {
  /** Decoding can begin with it. */
  readonly keyframe: boolean;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** NAL units of a stream in Annex B, without their start codes. */
export function nalUnitsOf(data: Uint8Array<ArrayBuffer>): readonly Uint8Array<ArrayBuffer>[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const units: Uint8Array<ArrayBuffer>[] = [];
  for (let at = bytes.indexOf(START_CODE); at >= 0;) {
    const begin = at + START_CODE.length;
    at = bytes.indexOf(START_CODE, begin);
    let end = at < 0 ? bytes.length : at;
    // The zero of a longer start code, and zeros that may follow any unit.
    while (end > begin && bytes[end - 1] === 0) end--;
    if (end > begin) units.push(data.subarray(begin, end));
  }
  return units;
}

/** @returns the profile that a stream says it has, where its parameters are in these bytes; true for Constrained Baseline */
export function isConstrainedBaseline(data: Uint8Array<ArrayBuffer>): boolean | undefined {
  const parameters = nalUnitsOf(data).find((unit) => typeOf(unit) === SEQUENCE_PARAMETERS);
  if (parameters === undefined) return undefined;
  const [, profile = 0, constraints = 0] = parameters;
  // Baseline, and constraint_set1_flag: it keeps to what Main has as well (A.2.1.1).
  return profile === 66 && (constraints & 0x40) !== 0;
}

/** Sees to it that the parameters of a stream are before each of its keyframes, where a viewer may begin. */
export class ParameterSets {
  private sets: readonly Uint8Array<ArrayBuffer>[] = [];

  /** @param data an encoded picture */
  complete(data: Uint8Array<ArrayBuffer>): AccessUnit {
    const units = nalUnitsOf(data);
    const keyframe = units.some((unit) => typeOf(unit) === IDR);
    const own = units.filter((unit) => [SEQUENCE_PARAMETERS, PICTURE_PARAMETERS].includes(typeOf(unit)));
    if (own.length > 0) this.sets = own.map((unit) => Uint8Array.from(unit));
    if (!keyframe || own.length > 0) return { keyframe, data };
    const parts = this.sets.flatMap((set) => [LONG_START_CODE, set]);
    return { keyframe, data: new Uint8Array(Buffer.concat([...parts, data])) };
  }
}

function typeOf(unit: Uint8Array): number {
  return unit[0]! & 0x1f;
}
