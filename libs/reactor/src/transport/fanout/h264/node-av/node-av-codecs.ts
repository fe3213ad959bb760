import type { H264Codec, H264CodecOptions, H264Codecs } from '../h264-codec.js';
import { H264_SETTINGS, type H264Kind } from '../h264-kind.js';
import { AvCodec } from './av-codec.js';
import type { LoadedNodeAv } from './node-av.js';

/** The encoders of FFmpeg in the package `node-av`. */
export class NodeAvCodecs implements H264Codecs {
  /** What FFmpeg wrote to its log since an encoder began to be opened; undefined while that goes to the standard error. */
  private lines: string[] | undefined;

  constructor(private readonly library: LoadedNodeAv) {}

  async open(kind: H264Kind, options: H264CodecOptions): Promise<H264Codec> {
    if (this.lines !== undefined) this.lines.length = 0;
    try {
      return await AvCodec.open(this.library, H264_SETTINGS[kind], options);
    } catch (error) {
      // Its log comes through the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      const said = this.lines?.at(-1);
      if (said === undefined) throw error;
      throw new Error(said, { cause: error });
    }
  }

  /** While the work goes on, errors have the reason that FFmpeg wrote to its log, and the standard error does not. */
  async explaining<T>(work: () => Promise<T>): Promise<T> {
    const { av, constants } = this.library;
    const lines: string[] = [];
    this.lines = lines;
    av.Log.setCallback((_level, line) => void lines.push(line.trim()), { maxLevel: constants.AV_LOG_ERROR });
    try {
      return await work();
    } finally {
      av.Log.resetCallback();
      this.lines = undefined;
    }
  }
}
