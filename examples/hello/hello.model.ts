import { InputField, InputState, ReactorModel, ReactorPipeline, Video, VideoFrame } from '@nestjs-reactor/core';

class HelloState extends InputState {
  @InputField({ default: 0.5, min: 0, max: 1, description: 'How bright the picture is' })
  brightness!: number;
}

class HelloOutput {
  @Video() mainVideo!: VideoFrame;
}

/** The smallest model there is: a band of light that wanders over the picture. */
@ReactorModel({ name: 'hello', file: import.meta.url, state: HelloState, output: HelloOutput, fps: 30 })
export class Hello extends ReactorPipeline<HelloState, HelloOutput> {
  *inference() {
    const [width, height] = [640, 360];
    const pixels = new Uint8Array(width * height * 3);
    for (let frame = 0; ; frame++) {
      for (let i = 0; i < pixels.length; i += 3) {
        const x = (i / 3) % width;
        const band = Math.max(0, 1 - Math.abs(x - ((frame * 4) % width)) / 80);
        pixels[i] = pixels[i + 1] = 255 * this.state.brightness * band;
        pixels[i + 2] = 255 * this.state.brightness;
      }
      yield { mainVideo: VideoFrame.rgb(width, height, pixels) };
    }
  }
}
