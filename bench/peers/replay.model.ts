import { InputField, InputState, ReactorModel, ReactorPipeline, Video, VideoFrame } from '@nestjs-reactor/core';
import { PaintedFrames } from './painted-frames.js';

class ReplayState extends InputState {
  @InputField({ default: 0, type: 'integer', min: 0, max: 2 ** 31 })
  marker!: number;
}

class ReplayOutput {
  @Video() mainVideo!: VideoFrame;
}

/** Sends the frames of a file, as the servers in `python/` do. */
@ReactorModel({ name: 'replay', file: import.meta.url, state: ReplayState, output: ReplayOutput, fps: 30 })
export class Replay extends ReactorPipeline<ReplayState, ReplayOutput> {
  *inference() {
    const { FRAMES, FRAME_WIDTH, FRAME_HEIGHT } = process.env;
    const frames = new PaintedFrames(FRAMES!, Number(FRAME_WIDTH), Number(FRAME_HEIGHT));
    for (;;) {
      yield { mainVideo: VideoFrame.rgb(frames.width, frames.height, frames.paint(this.state.marker)) };
    }
  }
}
