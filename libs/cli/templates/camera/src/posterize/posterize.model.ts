import { InputField, InputState, ReactorModel, ReactorPipeline, Video, VideoFrame } from '@nestjs-reactor/core';
import { testPicture } from './test-picture.js';

class PosterizeState extends InputState {
  @InputField({ default: 4, type: 'integer', min: 2, max: 16, description: 'Values that each colour may have' })
  levels!: number;
}

class PosterizeInput {
  @Video() webcam!: VideoFrame;
}

class PosterizeOutput {
  @Video() mainVideo!: VideoFrame;
}

/** A camera with few colours. */
@ReactorModel({
  name: 'posterize',
  file: import.meta.url,
  state: PosterizeState,
  input: PosterizeInput,
  output: PosterizeOutput,
  fps: 30,
})
export class Posterize extends ReactorPipeline<PosterizeState, PosterizeOutput, PosterizeInput> {
  private readonly waiting = testPicture(640, 360);

  *inference() {
    let seen = this.waiting;
    for (;;) {
      const [newest] = this.input.webcam.tryRead(1) ?? [];
      seen = newest ?? seen;
      yield { mainVideo: this.withFewColors(seen) };
    }
  }

  private withFewColors(picture: VideoFrame): VideoFrame {
    const steps = this.state.levels - 1;
    const values = Uint8Array.from({ length: 256 }, (_, value) => (Math.round((value / 255) * steps) / steps) * 255);
    const pixels = picture.toRgba();
    for (let i = 0; i < pixels.length; i += 4) {
      pixels[i] = values[pixels[i]];
      pixels[i + 1] = values[pixels[i + 1]];
      pixels[i + 2] = values[pixels[i + 2]];
    }
    return VideoFrame.rgba(picture.width, picture.height, pixels);
  }
}
