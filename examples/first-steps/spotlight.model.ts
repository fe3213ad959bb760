import {
  Client,
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

// #region input
class SpotlightInput {
  @Video() webcam!: VideoFrame;
}
// #endregion

class SpotlightOutput {
  @Video() mainVideo!: VideoFrame;
}

class Pointed extends ModelMessage {
  @MessageField({ description: 'Pixels from the light to the hidden star.' }) distance!: number;
}

// #region message
export class StarFound extends ModelMessage {
  static override description = 'Somebody found the star, and it has moved.';
  @MessageField({ type: 'integer', description: 'How many were found in this session.' }) count!: number;
}
// #endregion

// #region decorator
@ReactorModel({
  name: 'spotlight',
  file: import.meta.url,
  state: SpotlightState,
  input: SpotlightInput,
  output: SpotlightOutput,
  messages: [StarFound],
  fps: 30,
})
export class Spotlight extends ReactorPipeline<SpotlightState, SpotlightOutput, SpotlightInput> {
  // #endregion
  private readonly pixels = new Uint8Array(WIDTH * HEIGHT * 3);
  private light = { x: WIDTH / 2, y: HEIGHT / 2 };
  private star = { x: 0, y: 0 };
  private found = 0;

  /** One worker serves all sessions: what belongs to a session is reset here. */
  @OnSessionStarted()
  begin(): void {
    this.light = { x: WIDTH / 2, y: HEIGHT / 2 };
    this.found = 0;
    this.hideStar();
  }

  // #region point
  @Command({ description: 'Points the light somewhere.', reply: Pointed })
  point(
    @InputField({ name: 'x', type: 'number', min: 0, max: WIDTH }) x: number,
    @InputField({ name: 'y', type: 'number', min: 0, max: HEIGHT }) y: number,
    client: Client,
  ): Pointed {
    this.light = { x, y };
    const distance = Math.hypot(x - this.star.x, y - this.star.y);
    if (distance < this.state.radius) {
      this.found++;
      this.hideStar();
      this.logger.log(`client ${client.id} found star ${this.found}`);
      this.send(StarFound.of({ count: this.found })); // to every viewer; client.send(…) is for one
    }
    return Pointed.of({ distance });
  }
  // #endregion

  // #region camera
  *inference() {
    let wall: VideoFrame | undefined;
    while (true) {
      const [newest] = this.input.webcam.tryRead(1) ?? []; // undefined while no new picture has arrived
      wall = newest ?? wall;
      yield { mainVideo: this.paint(this.light.x, this.light.y, wall) };
    }
  }

  /** The light falls on a white wall, or on the picture of the camera, whatever its size. */
  private paint(x: number, y: number, wall?: VideoFrame): VideoFrame {
    const { radius, color } = this.state;
    const [red, green, blue] = COLORS[color];
    const picture = wall?.toRgba(); // four bytes a pixel
    const { width = 0, height = 0 } = wall ?? {};
    for (let row = 0, i = 0; row < HEIGHT; row++) {
      const line = Math.floor((row * height) / HEIGHT) * width;
      for (let column = 0; column < WIDTH; column++, i += 3) {
        const lit = (column - x) ** 2 + (row - y) ** 2 < radius ** 2;
        const from = 4 * (line + Math.floor((column * width) / WIDTH));
        this.pixels[i] = ((picture?.[from] ?? 255) * (lit ? red : 25)) / 255;
        this.pixels[i + 1] = ((picture?.[from + 1] ?? 255) * (lit ? green : 25)) / 255;
        this.pixels[i + 2] = ((picture?.[from + 2] ?? 255) * (lit ? blue : 25)) / 255;
      }
    }
    return VideoFrame.rgb(WIDTH, HEIGHT, this.pixels);
  }
  // #endregion

  private hideStar(): void {
    this.star = { x: Math.random() * WIDTH, y: Math.random() * HEIGHT };
  }
}
