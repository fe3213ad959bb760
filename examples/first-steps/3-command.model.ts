import {
  Command,
  InputField,
  InputState,
  MessageField,
  ModelMessage,
  OnSessionStarted,
  ReactorModel,
  ReactorPipeline,
  Video,
  VideoFrame,
} from '@nestjs-reactor/core';

const WIDTH = 640;
const HEIGHT = 360;
const COLORS = { white: [230, 230, 230], red: [230, 40, 40], blue: [40, 80, 230] } as const;

class SpotlightState extends InputState {
  @InputField({ default: 80, min: 10, max: 200, description: 'Radius of the light, in pixels.' })
  radius!: number;

  @InputField({ default: 'white', choices: ['white', 'red', 'blue'], description: 'Colour of the light.' })
  color!: 'white' | 'red' | 'blue';
}

class SpotlightOutput {
  @Video() mainVideo!: VideoFrame;
}

// #region reply
class Pointed extends ModelMessage {
  @MessageField({ description: 'Pixels from the light to the hidden star.' }) distance!: number;
}
// #endregion

@ReactorModel({ name: 'spotlight', file: import.meta.url, state: SpotlightState, output: SpotlightOutput, fps: 30 })
export class Spotlight extends ReactorPipeline<SpotlightState, SpotlightOutput> {
  private readonly pixels = new Uint8Array(WIDTH * HEIGHT * 3);
  // #region command
  private light = { x: WIDTH / 2, y: HEIGHT / 2 };
  private star = { x: 0, y: 0 };

  /** One worker serves all sessions: what belongs to a session is reset here. */
  @OnSessionStarted()
  begin(): void {
    this.light = { x: WIDTH / 2, y: HEIGHT / 2 };
    this.star = { x: Math.random() * WIDTH, y: Math.random() * HEIGHT };
  }

  @Command({ description: 'Points the light somewhere.', reply: Pointed })
  point(
    @InputField({ name: 'x', type: 'number', min: 0, max: WIDTH }) x: number,
    @InputField({ name: 'y', type: 'number', min: 0, max: HEIGHT }) y: number,
  ): Pointed {
    this.light = { x, y };
    return Pointed.of({ distance: Math.hypot(x - this.star.x, y - this.star.y) });
  }

  *inference() {
    while (true) yield { mainVideo: this.paint(this.light.x, this.light.y) };
  }
  // #endregion

  private paint(x: number, y: number): VideoFrame {
    const { radius, color } = this.state;
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
