import { InputField, InputState, ReactorModel, ReactorPipeline, Video, VideoFrame } from '@nestjs-reactor/core';

class HelloState extends InputState {
  @InputField({ default: 0.8, min: 0, max: 1, description: 'How bright the picture is' })
  brightness!: number;
}

class HelloOutput {
  @Video() mainVideo!: VideoFrame;
}

/** The smallest model there is: slow waves of warm light over a blue ground. */
@ReactorModel({ name: 'hello', file: import.meta.url, state: HelloState, output: HelloOutput, fps: 30 })
export class Hello extends ReactorPipeline<HelloState, HelloOutput> {
  *inference() {
    const [width, height] = [640, 360];
    const pixels = new Uint8Array(width * height * 3);
    for (let time = 0; ; time += 1 / 30) {
      const light = 255 * this.state.brightness;
      for (let x = 0; x < width; x++) {
        const swell = Math.sin(x / 90 + time);
        const bend = 2 * Math.sin(x / 170 - time);
        for (let y = 0, i = 3 * x; y < height; y++, i += 3 * width) {
          const glow = 0.5 + 0.25 * (swell + Math.sin(y / 45 + bend));
          pixels[i] = light * (0.1 + 0.9 * glow);
          pixels[i + 1] = light * 0.75 * glow * glow;
          pixels[i + 2] = light * (0.4 + glow * (1 - glow));
        }
      }
      yield { mainVideo: VideoFrame.rgb(width, height, pixels) };
    }
  }
}
