import { Audio, type AudioSamples, InputField, InputState, Video, type VideoFrame } from '@nestjs-reactor/core';
import type { Pixels } from '../drawing/image-thread.js';

export const SIZES = { '480p': [640, 480], '720p': [1280, 720], '1080p': [1920, 1080], '2160p': [3840, 2160] } as const;

export type Resolution = keyof typeof SIZES;

export const BRIGHTNESS = {
  default: 1,
  min: 0,
  max: 2,
  description: 'Factor on the light of the picture: 0 is black, 1 half, 2 white.',
};

export class BrightnessState extends InputState {
  @InputField(BRIGHTNESS) brightness!: number;

  @InputField({ default: false, description: 'Let the picture stand still.' }) paused!: boolean;

  @InputField({ default: '480p', choices: Object.keys(SIZES), description: 'Size of the picture; 2160p is 4K.' })
  resolution!: Resolution;

  @InputField({
    default: '',
    maxLength: 200,
    moderate: true,
    description: 'Caption over the picture; none when empty.',
  })
  text!: string;

  /** Not an input field, so no client sees it: it is internal to the model and lasts as long as the session. */
  image?: Pixels;
}

export class BrightnessOutput {
  @Video() mainVideo!: VideoFrame;
  @Audio() mainAudio!: AudioSamples;
}
