// The model of hostile-rules-probe.mjs, in a file of its own because its worker imports it.
import 'reflect-metadata';
import { InputField, InputState, ReactorModel, ReactorPipeline, Video, VideoFrame } from '@nestjs-reactor/core';

class Rules extends InputState {}
InputField({ default: '', pattern: /^(a+)*$/ })(Rules.prototype, 'word');

class Picture {}
Video()(Picture.prototype, 'mainVideo');

export class Ruled extends ReactorPipeline {
  *inference() {
    for (;;) yield { mainVideo: VideoFrame.i420(4, 2, new Uint8Array(12)) };
  }
}
ReactorModel({ name: 'ruled', file: import.meta.url, state: Rules, output: Picture, fps: 30 })(Ruled);
