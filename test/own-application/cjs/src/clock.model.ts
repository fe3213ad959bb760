import { InputState, ReactorModel, ReactorPipeline, Video, VideoFrame } from '@nestjs-reactor/core';

class ClockOutput {
  @Video() mainVideo!: VideoFrame;
}

@ReactorModel({ name: 'clock', file: __filename, output: ClockOutput, fps: 10 })
export class Clock extends ReactorPipeline<InputState, ClockOutput> {
  *inference() {
    while (true) {
      const shade = (255 * new Date().getSeconds()) / 59;
      yield { mainVideo: VideoFrame.rgb(320, 192, new Uint8Array(320 * 192 * 3).fill(shade)) };
    }
  }
}
