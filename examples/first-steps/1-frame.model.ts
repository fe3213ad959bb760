import { InputState, ReactorModel, ReactorPipeline, Video, VideoFrame } from '@nestjs-reactor/core';

const WIDTH = 640;
const HEIGHT = 360;

class SpotlightOutput {
  @Video() mainVideo!: VideoFrame;
}

@ReactorModel({ name: 'spotlight', file: import.meta.url, output: SpotlightOutput, fps: 30 })
export class Spotlight extends ReactorPipeline<InputState, SpotlightOutput> {
  private readonly pixels = new Uint8Array(WIDTH * HEIGHT * 3);

  *inference() {
    for (let frame = 0; ; frame++) {
      const x = WIDTH / 2 + 200 * Math.sin(frame / 30);
      yield { mainVideo: this.paint(x, HEIGHT / 2, 80) };
    }
  }

  /** A disc of light on a dark wall. */
  private paint(x: number, y: number, radius: number): VideoFrame {
    for (let row = 0, i = 0; row < HEIGHT; row++) {
      for (let column = 0; column < WIDTH; column++, i += 3) {
        const lit = (column - x) ** 2 + (row - y) ** 2 < radius ** 2;
        this.pixels[i] = this.pixels[i + 1] = this.pixels[i + 2] = lit ? 230 : 25;
      }
    }
    return VideoFrame.rgb(WIDTH, HEIGHT, this.pixels);
  }
}
