import { InputField, InputState, ReactorModel, ReactorPipeline, Video, VideoFrame } from '@nestjs-reactor/core';

const WIDTH = 640;
const HEIGHT = 360;

// #region state
class SpotlightState extends InputState {
  @InputField({ default: 80, min: 10, max: 200, description: 'Radius of the light, in pixels.' })
  radius!: number;

  @InputField({ default: 'white', choices: ['white', 'red', 'blue'], description: 'Colour of the light.' })
  color!: 'white' | 'red' | 'blue';
}
// #endregion

class SpotlightOutput {
  @Video() mainVideo!: VideoFrame;
}

// #region color
const COLORS = { white: [230, 230, 230], red: [230, 40, 40], blue: [40, 80, 230] } as const;
// #endregion

// #region model
@ReactorModel({ name: 'spotlight', file: import.meta.url, state: SpotlightState, output: SpotlightOutput, fps: 30 })
export class Spotlight extends ReactorPipeline<SpotlightState, SpotlightOutput> {
  private readonly pixels = new Uint8Array(WIDTH * HEIGHT * 3);

  *inference() {
    for (let frame = 0; ; frame++) {
      const x = WIDTH / 2 + 200 * Math.sin(frame / 30);
      yield { mainVideo: this.paint(x, HEIGHT / 2) };
    }
  }

  private paint(x: number, y: number): VideoFrame {
    const { radius, color } = this.state; // what the viewers have set, checked
    const [red, green, blue] = COLORS[color];
    for (let row = 0, i = 0; row < HEIGHT; row++) {
      for (let column = 0; column < WIDTH; column++, i += 3) {
        const lit = (column - x) ** 2 + (row - y) ** 2 < radius ** 2;
        this.pixels[i] = lit ? red : 25;
        this.pixels[i + 1] = lit ? green : 25;
        this.pixels[i + 2] = lit ? blue : 25;
      }
    }
    return VideoFrame.rgb(WIDTH, HEIGHT, this.pixels);
  }
}
// #endregion
