import { MessageField, ModelMessage } from '@nestjs-reactor/core';

export class BrightnessSnapshot extends ModelMessage {
  static override description = 'What the model is set to, for a client that asks.';

  @MessageField({ description: 'Factor on the light of the picture.' }) brightness!: number;
  @MessageField({ description: 'Whether the picture stands still.' }) paused!: boolean;
  @MessageField({ description: 'Size of the picture.' }) resolution!: string;
  @MessageField({ description: 'Caption over the picture.' }) text!: string;
}

export class BrightnessSet extends ModelMessage {
  static override description = 'The brightness was taken over.';

  @MessageField({ description: 'Factor on the light of the picture from now on.' }) brightness!: number;
}

export class ImageSet extends ModelMessage {
  static override description = 'The reference image was taken over.';

  @MessageField({ description: 'Name of its file.' }) filename!: string;
}
