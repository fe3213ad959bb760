import {
  AudioSamples,
  Client,
  Command,
  InputField,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  UploadedFile,
  type VideoFrame,
} from '@nestjs-reactor/core';
import { decodeImage } from '../drawing/decode-image.js';
import { drawCaption } from './draw-caption.js';
import { EFFECT, EchoInput, EchoOutput, EchoState, EffectChanged, INTENSITY } from './echo.state.js';
import { type EffectName, EFFECTS } from './effects.js';
import { MicBacklog } from './mic-backlog.js';
import { Overlay } from './overlay.js';
import { Planes } from './planes.js';

/**
 * Gives camera and microphone back. It declares no rate: a picture is shown as soon as it is made, so that it follows any
 * camera.
 */
@ReactorModel({
  name: 'echo',
  description: 'Your own picture and sound, with an effect if you like.',
  file: import.meta.url,
  state: EchoState,
  input: EchoInput,
  output: EchoOutput,
})
export class Echo extends ReactorPipeline<EchoState, EchoOutput, EchoInput> {
  @Command({ description: 'Choose an effect.', reply: EffectChanged })
  setEffect(@InputField({ ...EFFECT, name: 'effect' }) effect: EffectName, caller: Client): EffectChanged {
    this.state.effect = effect;
    return this.tellTheOthers(caller);
  }

  @Command({ description: 'Set how strong the effect is.', reply: EffectChanged })
  setIntensity(@InputField({ ...INTENSITY, name: 'intensity' }) intensity: number, caller: Client): EffectChanged {
    this.state.intensity = intensity;
    return this.tellTheOthers(caller);
  }

  @Command({ description: 'Blend an image, a PNG or a JPEG, over the picture; anything else takes it away.' })
  async setOverlayImage(
    @InputField({ name: 'overlay_image', type: 'file', moderate: true }) image: UploadedFile,
    @InputField({ name: 'overlay_strength', default: 0.5, min: 0, max: 1, description: '0 hides it, 1 covers all.' })
    strength: number,
  ): Promise<void> {
    const pixels = await decodeImage(image);
    if (pixels === undefined) this.logger.warn(`the overlay is taken away: ${image.mimeType} is no picture to blend`);
    this.state.overlay = pixels && new Overlay(pixels, strength);
  }

  async *inference(): AsyncGenerator<Turn<EchoOutput>, void, void> {
    const backlog = new MicBacklog(this.input.mic);
    let held: VideoFrame | undefined;
    for (;;) {
      const burst: VideoFrame[] = [];
      const heard: AudioSamples[] = [];
      while (burst.length < this.state.burst) {
        const seen = held ?? (await this.look());
        held = undefined;
        if (burst[0] !== undefined && !sameSize(burst[0], seen)) {
          // It ends this burst and begins the next one.
          held = seen;
          break;
        }
        burst.push(this.retouch(seen));
        heard.push(...backlog.take(performance.now()));
      }
      yield { mainVideo: burst, mainAudio: heard.length > 0 ? AudioSamples.concat(heard) : undefined };
    }
  }

  /** Alone, the newest picture is the one to show; a burst wants every one. While it waits, commands are applied. */
  private async look(): Promise<VideoFrame> {
    const [seen] = await this.input.webcam.read(1, { mode: this.state.burst === 1 ? 'latest' : 'fifo' });
    return seen;
  }

  private retouch(seen: VideoFrame): VideoFrame {
    const { effect, intensity, overlay, caption } = this.state;
    const picture = Planes.from(seen);
    EFFECTS[effect](picture, intensity);
    overlay?.blendOver(picture);
    drawCaption(picture, caption);
    // What the sender attached to its picture goes back with it.
    return seen.metadata === undefined ? picture.frame() : picture.frame().withMetadata(seen.metadata);
  }

  /** The caller receives it as its reply. */
  private tellTheOthers(caller: Client): EffectChanged {
    const { effect, intensity } = this.state;
    const news = EffectChanged.of({ effect, intensity });
    for (const client of this.clients) if (client.id !== caller.id) client.send(news);
    return news;
  }
}

function sameSize(a: VideoFrame, b: VideoFrame): boolean {
  return a.width === b.width && a.height === b.height;
}
