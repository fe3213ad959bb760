import {
  Audio,
  type AudioSamples,
  InputField,
  InputState,
  MessageField,
  ModelMessage,
  Video,
  type VideoFrame,
} from '@nestjs-reactor/core';
import { type EffectName, EFFECTS } from './effects.js';
import type { Overlay } from './overlay.js';

export const EFFECT = { default: 'none', choices: Object.keys(EFFECTS), description: 'What is done to the picture.' };

export const INTENSITY = { default: 1, min: 0, max: 1, description: 'How much of it: 0 is none, 1 all.' };

export class EchoState extends InputState {
  @InputField(EFFECT) effect!: EffectName;

  @InputField(INTENSITY) intensity!: number;

  @InputField({
    default: 1,
    type: 'integer',
    min: 1,
    max: 120,
    description: 'Pictures that are given back at once: 1 each as it comes, 120 four seconds of 30 a second.',
  })
  burst!: number;

  @InputField({
    default: '',
    maxLength: 200,
    moderate: true,
    description: 'Caption over the picture; none when empty.',
  })
  caption!: string;

  /** Internal to the model: no client sees it, and it is dropped when the session ends. */
  overlay?: Overlay;
}

export class EchoInput {
  @Video() webcam!: VideoFrame;
  @Audio() mic!: AudioSamples;
}

export class EchoOutput {
  @Video() mainVideo!: VideoFrame;
  /** Omitted in a turn without sound. */
  @Audio() mainAudio?: AudioSamples;
}

export class EffectChanged extends ModelMessage {
  static override description = 'Another effect or intensity holds.';

  @MessageField({ description: 'The effect from now on.' }) effect!: string;
  @MessageField({ description: 'Its intensity.' }) intensity!: number;
}
