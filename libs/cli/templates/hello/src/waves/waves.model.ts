import { InputField, InputState, ReactorModel, ReactorPipeline, Video, VideoFrame } from '@nestjs-reactor/core';

const WIDTH = 640;
const HEIGHT = 360;

class WavesState extends InputState {
  @InputField({ default: 0.8, min: 0, max: 1, description: 'How bright the picture is' })
  brightness!: number;
}

class WavesOutput {
  @Video() mainVideo!: VideoFrame;
}

/** Slow waves of light. */
@ReactorModel({ name: 'waves', file: import.meta.url, state: WavesState, output: WavesOutput, fps: 30 })
export class Waves extends ReactorPipeline<WavesState, WavesOutput> {
  private readonly pixels = new Uint8Array(WIDTH * HEIGHT * 3);

  *inference() {
    for (let seconds = 0; ; seconds += 1 / 30) {
      yield { mainVideo: this.paint(seconds, 255 * this.state.brightness) };
    }
  }

  /** @param light brightest value of a colour, 0 to 255 */
  private paint(seconds: number, light: number): VideoFrame {
    for (let y = 0, i = 0; y < HEIGHT; y++) {
      const slope = 2 * Math.sin(y / 110 - seconds);
      for (let x = 0; x < WIDTH; x++, i += 3) {
        const height = 0.5 + 0.5 * Math.sin(x / 60 + slope + seconds);
        this.pixels[i] = light * height * height;
        this.pixels[i + 1] = light * 0.7 * height;
        this.pixels[i + 2] = light * (0.35 + 0.4 * (1 - height));
      }
    }
    return VideoFrame.rgb(WIDTH, HEIGHT, this.pixels);
  }
}
