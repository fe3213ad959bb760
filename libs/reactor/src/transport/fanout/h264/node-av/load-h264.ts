import type { H264Library } from '../choose-h264.js';
import { NodeAvCodecs } from './node-av-codecs.js';
import { loadNodeAv } from './node-av.js';

/** @returns undefined where `node-av` is not installed */
export async function loadH264(): Promise<H264Library | undefined> {
  const loaded = await loadNodeAv();
  if (loaded === undefined) return undefined;
  const codecs = new NodeAvCodecs(loaded);
  return { codecs, explaining: (work) => codecs.explaining(work) };
}
