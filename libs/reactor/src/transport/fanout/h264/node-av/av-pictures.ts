import type { I420Picture } from '../../../../media/index.js';
import { checked } from './checked.js';
import type { AvFrame, AvScaler, LoadedNodeAv } from './node-av.js';

/** Sizes of the pictures that come, and of those that are encoded. */
export interface PictureSizes {
  readonly width: number;
  readonly height: number;
  readonly toWidth: number;
  readonly toHeight: number;
}

/** Pictures in FFmpeg's memory, in the size and the format that an encoder takes. */
export class AvPictures {
  private readonly source: AvFrame;
  /** Absent where pictures are encoded as they come. */
  private readonly scaled: { readonly frame: AvFrame; readonly scaler: AvScaler } | undefined;

  /** @param format of FFmpeg, that the encoder takes */
  constructor(
    private readonly library: LoadedNodeAv,
    { width, height, toWidth, toHeight }: PictureSizes,
    format: number,
  ) {
    const { AV_PIX_FMT_YUV420P, SWS_FAST_BILINEAR } = library.constants;
    this.source = this.frameOf(width, height, AV_PIX_FMT_YUV420P);
    if (width === toWidth && height === toHeight && format === AV_PIX_FMT_YUV420P) return;
    const scaler = new library.av.SoftwareScaleContext();
    scaler.getContext(width, height, AV_PIX_FMT_YUV420P, toWidth, toHeight, format, SWS_FAST_BILINEAR);
    this.scaled = { frame: this.frameOf(toWidth, toHeight, format), scaler };
  }

  /** Copies the picture before it returns. */
  async take({ width, height, data }: I420Picture): Promise<AvFrame> {
    const { source, scaled, library } = this;
    checked(library, source.makeWritable());
    const { data: planes, linesize } = source;
    let rest: Uint8Array = data;
    for (const [plane, bytes] of (planes ?? []).entries()) {
      const [wide, high] = plane === 0 ? [width, height] : [Math.ceil(width / 2), Math.ceil(height / 2)];
      fill(bytes, linesize[plane]!, rest, wide, high);
      rest = rest.subarray(wide * high);
    }
    if (scaled === undefined) return source;
    checked(library, scaled.frame.makeWritable());
    checked(library, await scaled.scaler.scaleFrame(scaled.frame, source));
    return scaled.frame;
  }

  close(): void {
    this.source.free();
    this.scaled?.frame.free();
    this.scaled?.scaler.freeContext();
  }

  private frameOf(width: number, height: number, format: number): AvFrame {
    const frame = new this.library.av.Frame();
    frame.alloc();
    Object.assign(frame, { width, height, format });
    // Rows without padding between them, as far as it is up to us.
    checked(this.library, frame.getBuffer(1));
    return frame;
  }
}

/** @param stride bytes from one row to the next */
function fill(plane: Uint8Array, stride: number, from: Uint8Array, width: number, height: number): void {
  if (stride === width) {
    plane.set(from.subarray(0, width * height));
    return;
  }
  for (let row = 0; row < height; row++) plane.set(from.subarray(row * width, (row + 1) * width), row * stride);
}
