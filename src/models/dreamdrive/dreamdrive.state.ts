import { InputField, InputState, MessageField, ModelMessage, Video, type VideoFrame } from '@nestjs-reactor/core';

/** Looks of the world, in the order in which the network learned them; see `training/dreamdrive/styles.py`. */
export const LOOKS = ['meadow', 'desert', 'winter', 'neon', 'mars', 'candy'] as const;

export type LookName = (typeof LOOKS)[number];

/** What viewers may change while they drive. */
export class DreamdriveState extends InputState {
  @InputField({
    default: 'neon',
    choices: LOOKS,
    description: 'How the world looks. The road goes on; the network paints it otherwise.',
    ui: { component: 'select', order: 1 },
  })
  look!: LookName;

  @InputField({
    default: 0.8,
    min: 0,
    max: 1,
    step: 0.05,
    description: 'How much the road winds.',
    ui: { component: 'slider', order: 2 },
  })
  winding!: number;

  @InputField({
    default: 0.5,
    min: 0,
    max: 1,
    step: 0.05,
    description: 'Cars that come into sight, a second.',
    ui: { component: 'slider', order: 3 },
  })
  traffic!: number;

  @InputField({
    default: 0,
    min: 0,
    max: 1,
    step: 0.05,
    description: 'Noise in what the network remembers; with more of it the world forgets what it was.',
    ui: { component: 'slider', order: 4 },
  })
  haze!: number;

  @InputField({
    default: true,
    description: 'Drives by itself while nobody else does.',
    ui: { component: 'toggle', order: 5 },
  })
  autopilot!: boolean;

  @InputField({
    default: 1,
    type: 'integer',
    min: 0,
    max: 9999,
    description: 'Where the road bends and who comes along; taken at the start.',
    ui: { component: 'number', order: 6 },
  })
  seed!: number;
}

export class DreamdriveOutput {
  @Video() mainVideo!: VideoFrame;
}

/** Both axes of a gamepad at once. */
export class Wheel {
  @InputField({ default: 0, min: -1, max: 1, description: 'Left to right.' }) steering!: number;
  @InputField({ default: 0, min: -1, max: 1, description: 'Brake to full throttle.' }) throttle!: number;
}

export class Dashboard extends ModelMessage {
  static override description = 'What the network knows of the drive, twice a second.';

  @MessageField({ description: 'Kilometres an hour.' }) speed!: number;
  @MessageField({ description: 'Whether the car has left the road.' }) offRoad!: boolean;
  @MessageField({ description: 'Whether it has just hit another.' }) crashed!: boolean;
  @MessageField({ description: 'Whether the autopilot drives.' }) autopilot!: boolean;
}
