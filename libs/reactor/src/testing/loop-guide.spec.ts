import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AudioSamples,
  Audio,
  Command,
  InputClosed,
  InputField,
  InputState,
  ReactorModel,
  Video,
  VideoFrame,
} from '@nestjs-reactor/core';
import { TestReactor } from '@nestjs-reactor/core/testing';

beforeAll(() => Logger.overrideLogger(['error', 'fatal']));

let reactor: TestReactor;
afterEach(() => reactor.close());

class ClockOutput {
  @Video() mainVideo!: VideoFrame;
}

class ClockState extends InputState {
  @InputField({ default: 0, min: 0, max: 255, type: 'integer' }) shade!: number;
}

// #region clock
@ReactorModel({ name: 'clock', state: ClockState, output: ClockOutput, fps: 25 })
export class Clock extends ReactorModel<ClockState, ClockOutput> {
  async run() {
    while (true) {
      await this.connected.wait(); // waits while there is no viewer
      await this.emit({ mainVideo: this.draw(this.state.shade) }); // waits while there is no room
    }
  }

  private draw(shade: number): VideoFrame {
    return VideoFrame.rgb(64, 48, new Uint8Array(64 * 48 * 3).fill(shade));
  }
}
// #endregion

class Speech {
  @Audio() voice!: AudioSamples;
}

class Microphone {
  @Audio({ sampleRate: 16_000 }) mic!: AudioSamples;
}

// #region mic
@ReactorModel({ name: 'parrot', input: Microphone, output: Speech })
export class Parrot extends ReactorModel<object, Speech, Microphone> {
  async run() {
    while (true) {
      await this.connected.wait();
      try {
        const blocks = await this.input.mic.read(8, { mode: 'fifo' }); // about 80 ms
        await this.emit({ voice: AudioSamples.concat(blocks) });
      } catch (error) {
        if (!(error instanceof InputClosed)) throw error; // the last client left: wait for the next one
      }
    }
  }

  @Command({ description: 'Say no more of what was begun.' })
  hush(): void {
    this.output.flush();
  }
}
// #endregion

describe('the guide to loops', () => {
  it('shows a clock that can be commanded', async () => {
    reactor = await TestReactor.start(Clock);
    const viewer = await reactor.join();
    const { frame } = await viewer.command('set_shade', { shade: 99 });
    expect((await viewer.nextFrame({ from: frame + 2 })).toRgba()[0]).toBe(99);
  });

  it('shows a parrot that can be hushed', async () => {
    reactor = await TestReactor.start(Parrot);
    const viewer = await reactor.join();
    const heard = viewer.sound(50);
    for (let i = 0; i < 8; i++) viewer.sendAudio('mic', AudioSamples.mono(new Int16Array(480).fill(700), 48_000));
    expect((await heard).data.some((sample) => sample > 600)).toBe(true);
    await viewer.command('hush');
  });
});
