import { BITS, BLOCK, readBarcode } from '../../barcode.js';
import { lumaOfPixels, lumaOfPlane } from '../psnr.js';
import { ROWS } from '../rows.js';

/** Numbers in a picture. */
export interface PictureNumbers {
  /** Milliseconds of the wall clock, in 32 bits. */
  readonly madeMs: number;
  readonly marker: number;
  /** In the loop of frames. */
  readonly frame: number;
}

/** The luma of one picture, at the size of the source. */
export interface GrabbedPicture {
  /** In the loop of frames. */
  readonly frame: number;
  readonly shown: Float32Array;
  /** As the decoder made it; undefined where the picture arrives at another size. */
  readonly decoded: Float32Array | undefined;
}

const STRIP = { width: BITS * BLOCK, height: ROWS * BLOCK };

/** Reads what is drawn in a video, at whatever size it arrives, and its pixels at the size of the source. */
export class PictureReader {
  private readonly strip = contextOf(STRIP.width, STRIP.height);
  private readonly whole: CanvasRenderingContext2D;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly width: number,
    private readonly height: number,
  ) {
    this.whole = contextOf(width, height);
  }

  numbers(): PictureNumbers {
    const across = (STRIP.width * this.video.videoWidth) / this.width;
    const down = (STRIP.height * this.video.videoHeight) / this.height;
    this.strip.drawImage(this.video, 0, 0, across, down, 0, 0, STRIP.width, STRIP.height);
    const { data } = this.strip.getImageData(0, 0, STRIP.width, STRIP.height);
    const [madeMs, marker, frame] = [0, 1, 2].map((row) => readBarcode(data, STRIP.width, row)) as [
      number,
      number,
      number,
    ];
    return { madeMs, marker, frame };
  }

  /** One picture: its number and its pixels are of the same one, whatever arrives meanwhile. */
  async grab(): Promise<GrabbedPicture> {
    const picture = new VideoFrame(this.video);
    this.whole.drawImage(picture, 0, 0, this.width, this.height);
    const { data } = this.whole.getImageData(0, 0, this.width, this.height);
    const isWhole = picture.format === 'I420' && picture.codedWidth === this.width;
    let decoded: Float32Array | undefined;
    if (isWhole) {
      const planes = new Uint8Array(picture.allocationSize());
      const [{ stride }] = (await picture.copyTo(planes)) as [PlaneLayout];
      decoded = lumaOfPlane(planes, stride, this.width, this.height);
    }
    picture.close();
    return { frame: readBarcode(data, this.width, 2), shown: lumaOfPixels(data, 4), decoded };
  }
}

function contextOf(width: number, height: number): CanvasRenderingContext2D {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  return canvas.getContext('2d', { willReadFrequently: true })!;
}
