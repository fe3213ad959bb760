import {
  InputField,
  InputState,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  Video,
  VideoFrame,
} from '@nestjs-reactor/core';

class FramesState extends InputState {
  @InputField({ default: 640, min: 16, max: 3840, type: 'integer' }) width!: number;
  @InputField({ default: 360, min: 16, max: 2160, type: 'integer' }) height!: number;
  @InputField({ default: 'rgb', choices: ['rgb', 'i420'] }) format!: 'rgb' | 'i420';
}

class FramesOutput {
  @Video() mainVideo!: VideoFrame;
}

/** Emits pictures that are made already: what is measured is their way to the server. */
@ReactorModel({ name: 'frames', file: import.meta.url, state: FramesState, output: FramesOutput, fps: 30 })
export class Frames extends ReactorPipeline<FramesState, FramesOutput> {
  *inference(): Generator<Turn<FramesOutput>, void, void> {
    for (let shade = 0; ; shade = (shade + 1) % 256) {
      const { width, height, format } = this.state;
      const bytes = format === 'rgb' ? 3 * width * height : (3 * width * height) / 2;
      const pixels = new Uint8Array(bytes).fill(shade);
      const frame = format === 'rgb' ? VideoFrame.rgb(width, height, pixels) : VideoFrame.i420(width, height, pixels);
      yield { mainVideo: frame };
    }
  }
}
