import { InputField, InputState, MessageField, ModelMessage, Video, type VideoFrame } from '@nestjs-reactor/core';

const AXIS = { default: 0, min: -1, max: 1 } as const;

export class KeysState extends InputState {
  @InputField({ default: 75, min: 50, max: 110, description: 'Width of the view, in degrees.' }) fov!: number;

  @InputField({ default: true, description: 'Show the map.' }) map!: boolean;
}

export class KeysOutput {
  @Video() mainVideo!: VideoFrame;
}

/** All axes of a gamepad at once, so that a diagonal with a turn begins with one frame. */
export class Axes {
  @InputField({ ...AXIS, description: 'Back to forward.' }) forward!: number;
  @InputField({ ...AXIS, description: 'Left to right, without turning.' }) strafe!: number;
  @InputField({ ...AXIS, description: 'Turn left to right.' }) turn!: number;
}

export class Position extends ModelMessage {
  static override description = 'Where the world is seen from.';

  @MessageField({ description: 'To the east, in cells.' }) x!: number;
  @MessageField({ description: 'To the south, in cells.' }) y!: number;
  @MessageField({ description: 'Degrees clockwise from the east.' }) heading!: number;
  @MessageField({ description: 'Degrees above the horizon.' }) pitch!: number;
}
