import { InputField, InputState, Video, type VideoFrame } from '@nestjs-reactor/core';
import { RESOLUTIONS, type Resolution } from './frame-size.js';

/** What viewers may change while the picture flows. */
export class DreamfieldState extends InputState {
  @InputField({
    default: 'aurora over a quiet ocean',
    maxLength: 400,
    moderate: true,
    description: 'What the picture dreams of; words of colour and place choose its palette.',
    examples: [
      'neon rain on a night street',
      'a desert at dusk',
      'frozen lake under northern lights',
      'deep forest after rain',
      'coral reef in clear water',
    ],
    ui: { component: 'textarea', order: 1, placeholder: 'neon rain, a desert at dusk, deep forest…' },
  })
  prompt!: string;

  @InputField({
    default: 1,
    min: 0,
    max: 4,
    step: 0.05,
    description: 'How fast it flows; 1 is calm, 0 stands still.',
    ui: { component: 'slider', order: 2 },
  })
  speed!: number;

  @InputField({
    default: 1,
    min: 0.5,
    max: 3,
    step: 0.05,
    description: 'How near it is; above 1 shows less of it, larger.',
    ui: { component: 'slider', order: 3 },
  })
  zoom!: number;

  @InputField({
    default: 0,
    min: -180,
    max: 180,
    step: 1,
    description: 'Turns every colour round the colour wheel, in degrees.',
    ui: { component: 'slider', order: 4 },
  })
  hue!: number;

  @InputField({
    default: 0,
    type: 'integer',
    min: 0,
    max: 9999,
    description: 'Another picture for the same prompt.',
    ui: { component: 'number', order: 5 },
  })
  seed!: number;

  @InputField({
    default: false,
    description: 'Holds the picture where it is.',
    ui: { component: 'toggle', order: 6 },
  })
  paused!: boolean;

  @InputField({
    default: '360p',
    choices: RESOLUTIONS,
    description: 'Size of the picture; larger ones need more of the processor.',
    ui: { component: 'select', order: 7 },
  })
  resolution!: Resolution;
}

export class DreamfieldOutput {
  @Video() mainVideo!: VideoFrame;
}
