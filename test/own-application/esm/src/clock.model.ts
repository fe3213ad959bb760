import { Injectable } from '@nestjs/common';
import { InputField, InputState, ReactorModel, ReactorPipeline, Video, VideoFrame } from '@nestjs-reactor/core';

@Injectable()
class Face {
  /** As bright as the minute is old. */
  draw(width: number, height: number): VideoFrame {
    const shade = (255 * new Date().getSeconds()) / 59;
    return VideoFrame.rgb(width, height, new Uint8Array(width * height * 3).fill(shade));
  }
}

class ClockState extends InputState {
  @InputField({ default: 320, min: 64, max: 640, step: 64 }) width!: number;
}

class ClockOutput {
  @Video() mainVideo!: VideoFrame;
}

@ReactorModel({
  name: 'clock',
  file: import.meta.url,
  state: ClockState,
  output: ClockOutput,
  providers: [Face],
  fps: 10,
})
export class Clock extends ReactorPipeline<ClockState, ClockOutput> {
  constructor(private readonly face: Face) {
    super();
  }

  *inference() {
    while (true) yield { mainVideo: this.face.draw(this.state.width, 192) };
  }
}
