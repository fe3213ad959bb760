import { checked } from './checked.js';
import type { AvFrame, AvHardwareDevice, AvHardwareFrames, LoadedNodeAv } from './node-av.js';

/** Pictures that an encoder may hold, and one that is written. */
const POOL = 4;

/** Memory of a graphics card that its encoder reads from. */
export class VaapiPictures {
  readonly frames: AvHardwareFrames;
  private readonly device: AvHardwareDevice;
  private readonly frame: AvFrame;

  constructor(
    private readonly library: LoadedNodeAv,
    width: number,
    height: number,
  ) {
    const { av, constants } = library;
    this.device = new av.HardwareDeviceContext();
    this.frames = new av.HardwareFramesContext();
    this.frame = new av.Frame();
    this.frame.alloc();
    try {
      checked(library, this.device.create(constants.AV_HWDEVICE_TYPE_VAAPI));
      this.frames.alloc(this.device);
      Object.assign(this.frames, {
        width,
        height,
        format: constants.AV_PIX_FMT_VAAPI,
        swFormat: constants.AV_PIX_FMT_NV12,
        initialPoolSize: POOL,
      });
      checked(library, this.frames.init());
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** @param picture in NV12 */
  async upload(picture: AvFrame): Promise<AvFrame> {
    this.frame.unref();
    checked(this.library, this.frames.getBuffer(this.frame));
    checked(this.library, await picture.hwframeTransferData(this.frame));
    return this.frame;
  }

  close(): void {
    this.frame.free();
    this.frames.free();
    this.device.free();
  }
}
