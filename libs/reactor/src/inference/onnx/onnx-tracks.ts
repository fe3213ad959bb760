import { Video } from '../../authoring/index.js';
import type { VideoFrame } from '../../media/index.js';

/** Input of a model that clients send a camera to: the track `webcam`. */
export class CameraInput {
  @Video() webcam!: VideoFrame;
}

/** Output of a model that shows one picture: the track `main_video`. */
export class PictureOutput {
  @Video() mainVideo!: VideoFrame;
}
