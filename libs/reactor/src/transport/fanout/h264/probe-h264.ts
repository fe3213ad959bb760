import type { I420Picture } from '../../../media/index.js';
import { isConstrainedBaseline, nalUnitsOf, ParameterSets } from './annex-b.js';
import type { H264Codecs } from './h264-codec.js';
import type { H264Kind } from './h264-kind.js';

/** A driver that is at a loss may never answer, in milliseconds. */
const LIMIT_MS = 5_000;

const WIDTH = 640;
const HEIGHT = 360;
const KBPS = 500;

/** A keyframe, a picture after it, and a keyframe that is asked for. */
const ASKED: readonly boolean[] = [true, false, true];

/**
 * Encodes a few pictures. Rejects with why an encoder is of no use: it cannot be opened, keeps pictures back, ignores that a
 * keyframe is wanted, or encodes another profile than the one that is negotiated.
 */
export async function probeH264(codecs: H264Codecs, kind: H264Kind): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not answer in ${LIMIT_MS / 1_000} seconds`)), LIMIT_MS);
  });
  try {
    await Promise.race([encodeSome(codecs, kind), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function encodeSome(codecs: H264Codecs, kind: H264Kind): Promise<void> {
  const codec = await codecs.open(kind, { width: WIDTH, height: HEIGHT, scale: 1, kbps: KBPS });
  try {
    const parameters = new ParameterSets();
    for (const [at, asked] of ASKED.entries()) {
      const data = await codec.encode(pictureOf(at), asked);
      if (nalUnitsOf(data).length === 0) throw new Error('it keeps pictures back');
      const { keyframe, data: whole } = parameters.complete(data);
      if (keyframe !== asked)
        throw new Error(`it makes ${keyframe ? 'keyframes' : 'none'} when asked for ${asked ? 'a keyframe' : 'none'}`);
      if (keyframe && isConstrainedBaseline(whole) !== true) throw new Error('it does not encode Constrained Baseline');
    }
  } finally {
    codec.close();
  }
}

/** Stripes that move a little from one to the next. */
function pictureOf(at: number): I420Picture {
  const luma = WIDTH * HEIGHT;
  const data = new Uint8Array(luma * 1.5).fill(128);
  for (let i = 0; i < luma; i++) data[i] = 64 + (((i % WIDTH) + 4 * at) & 64);
  return { width: WIDTH, height: HEIGHT, data };
}
