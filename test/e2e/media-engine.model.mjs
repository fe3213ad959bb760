// The model of media-engine-probe.mjs, in a file of its own because its worker imports it.
import 'reflect-metadata';
import {
  Audio,
  AudioSamples,
  Command,
  InputClosed,
  MessageField,
  ModelMessage,
  ReactorModel,
  Video,
  VideoFrame,
} from '@nestjs-reactor/core';
import { pitch, sine } from './tones.mjs';

/** @param declarations decorators by property, as TypeScript would apply them */
function declare(owner, declarations) {
  for (const [property, decorate] of Object.entries(declarations)) {
    decorate(owner.prototype, property, Object.getOwnPropertyDescriptor(owner.prototype, property));
  }
  return owner;
}

class Measured extends ModelMessage {}
declare(Measured, {
  hz: MessageField({ type: 'number' }),
  sampleRate: MessageField({ type: 'integer' }),
  channels: MessageField({ type: 'integer' }),
  blocks: MessageField({ type: 'integer' }),
  luma: MessageField({ type: 'integer' }),
  width: MessageField({ type: 'integer' }),
});

/** Plays 440 Hz, made at 24 kHz, over grey pictures, and tells what its camera and microphone bring. */
export class Probe extends ReactorModel {
  heard = [];
  seen = undefined;

  async run() {
    for (let made = 0; ;) {
      await this.connected.wait();
      try {
        await this.emit({
          mainVideo: VideoFrame.rgb(320, 240, new Uint8Array(320 * 240 * 3).fill(90)),
          mainAudio: AudioSamples.mono(sine(440, 24_000, 800, made), 24_000),
        });
        made += 800;
        this.heard = [...this.heard, ...this.input.mic.drain()].slice(-100);
        this.seen = this.input.webcam.drain().at(-1) ?? this.seen;
      } catch (error) {
        if (!(error instanceof InputClosed)) throw error;
        this.heard = [];
        this.seen = undefined;
      }
    }
  }

  measure() {
    if (this.heard.length < 100 || this.seen === undefined) return Measured.of({ blocks: this.heard.length });
    const { data, sampleRate, channels } = AudioSamples.concat(this.heard);
    const { data: planes, width, height } = this.seen;
    return Measured.of({
      hz: pitch(data, sampleRate),
      sampleRate,
      channels,
      blocks: this.heard.length,
      luma: planes[(width * height) >> 1],
      width,
    });
  }
}
declare(Probe, { measure: Command({ reply: Measured }) });
ReactorModel({
  name: 'probe',
  file: import.meta.url,
  fps: 30,
  output: declare(class ProbeOutput {}, { mainVideo: Video(), mainAudio: Audio({ sampleRate: 24_000 }) }),
  input: declare(class ProbeInput {}, { webcam: Video(), mic: Audio({ sampleRate: 16_000 }) }),
})(Probe);
