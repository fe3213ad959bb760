import {
  Command,
  CommandError,
  Idle,
  InputField,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  UploadedFile,
} from '@nestjs-reactor/core';
import { decodeImage } from '../drawing/decode-image.js';
import { BrightnessSet, BrightnessSnapshot, ImageSet } from './brightness.messages.js';
import { BrightnessPicture } from './brightness-picture.js';
import { BRIGHTNESS, BrightnessOutput, BrightnessState, SIZES } from './brightness.state.js';
import { Tone } from './tone.js';

const FPS = 30;
const SAMPLE_RATE = 48_000;

/** Picture and sound that follow what clients set: every kind of command, reply and refusal in one small model. */
@ReactorModel({
  name: 'brightness',
  description: 'A picture and a tone that follow a brightness.',
  file: import.meta.url,
  state: BrightnessState,
  output: BrightnessOutput,
  fps: FPS,
})
export class Brightness extends ReactorPipeline<BrightnessState, BrightnessOutput> {
  @Command({ description: 'Ask what the model is set to.', reply: BrightnessSnapshot })
  getState(): BrightnessSnapshot {
    const { brightness, paused, resolution, text } = this.state;
    return BrightnessSnapshot.of({ brightness, paused, resolution, text });
  }

  /** Replaces the field's generated setter, so that the caller receives the value that applies. */
  @Command({ description: 'Set the brightness, and hear what holds.', reply: BrightnessSet })
  setBrightness(@InputField({ ...BRIGHTNESS, name: 'brightness' }) brightness: number): BrightnessSet {
    this.state.brightness = brightness;
    return BrightnessSet.of({ brightness });
  }

  @Command({ description: 'Set the reference image, a PNG or a JPEG.', reply: ImageSet })
  async setImage(@InputField({ name: 'image', type: 'file', moderate: true }) image: UploadedFile): Promise<ImageSet> {
    const pixels = await decodeImage(image);
    if (pixels === undefined) throw new CommandError('unsupported_media', `${image.name} is not an image.`);
    this.state.image = pixels;
    return ImageSet.of({ filename: image.name });
  }

  *inference(): Generator<Turn<BrightnessOutput>, void, void> {
    const tone = new Tone(SAMPLE_RATE);
    let picture: BrightnessPicture | undefined;
    for (let step = 0; ; step++) {
      const { brightness, resolution, text, image } = this.state;
      const [width, height] = SIZES[resolution];
      if (picture?.width !== width || picture.image !== image) picture = new BrightnessPicture(width, height, image);
      const mainVideo = picture.paint(step, brightness, text);
      yield { mainVideo, mainAudio: tone.next(SAMPLE_RATE / FPS, 200 + 900 * brightness) };
      while (this.state.paused) yield Idle;
    }
  }
}
