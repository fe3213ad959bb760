import { Logger } from '@nestjs/common';
import { describe } from '../../../logging/index.js';
import { chooseH264, type H264Choice, type H264Library, type VideoEncoder } from './choose-h264.js';
import type { H264Codec, H264CodecOptions } from './h264-codec.js';

/** H.264 of one engine: whether it has any, and its encoders. */
export class H264Encoding {
  private readonly logger = new Logger('Reactor:webrtc');
  private choosing: Promise<H264Choice> | undefined;
  private toldFallback = false;

  constructor(
    private readonly wanted: VideoEncoder,
    private readonly load: () => Promise<H264Library | undefined>,
  ) {}

  /**
   * Whether viewers can be sent H.264. The first call finds out, and logs what was chosen and why.
   * Rejects with `engine_unavailable` where one is named that does not work.
   */
  async isAvailable(): Promise<boolean> {
    return (await this.choice()).chosen !== undefined;
  }

  /** Opens an encoder; one of the processor where the hardware takes no more. */
  async open(options: H264CodecOptions): Promise<H264Codec> {
    const { chosen } = await this.choice();
    if (chosen === undefined) throw new Error('there is no encoder of H.264');
    const { kind, codecs } = chosen;
    try {
      return await codecs.open(kind, options);
    } catch (error) {
      if (kind === 'x264') throw error;
      if (!this.toldFallback) {
        this.logger.warn(
          `${kind} takes no further stream of ${options.width}x${options.height} (${describe(error)}); x264 encodes it, on the processor`,
        );
      }
      this.toldFallback = true;
      return await codecs.open('x264', options);
    }
  }

  private choice(): Promise<H264Choice> {
    this.choosing ??= this.choose();
    return this.choosing;
  }

  private async choose(): Promise<H264Choice> {
    const choice = await chooseH264(this.wanted, this.load);
    const { chosen, reason } = choice;
    const what =
      chosen === undefined ? 'wrtc (VP8, VP9, AV1), no H.264' : `${chosen.kind} (H.264), wrtc (VP8, VP9, AV1)`;
    this.logger.log(`video encoders ${what}: ${reason}`);
    return choice;
  }
}
