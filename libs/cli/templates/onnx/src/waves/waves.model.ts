import {
  type GeneratorNetwork,
  InputField,
  InputState,
  OnnxGenerator,
  PictureOutput,
  ReactorModel,
} from '@nestjs-reactor/core';

const FPS = 30;

class WavesState extends InputState {
  @InputField({ default: 0.6, min: 0, max: 1, description: 'How warm the colours are' })
  warmth!: number;

  @InputField({ default: 6, min: 1, max: 20, description: 'How many waves there are' })
  waves!: number;
}

/** Waves, computed by a network. */
@ReactorModel({ name: 'waves', file: import.meta.url, state: WavesState, output: PictureOutput, fps: FPS })
export class Waves extends OnnxGenerator<WavesState> {
  override readonly network: GeneratorNetwork = {
    // From dist/waves as well as from src/waves.
    file: new URL('../../models/waves.onnx', import.meta.url),
    output: { range: [0, 1] },
  };

  /** @param turn number of the picture */
  protected override inputs(turn: number) {
    return { seconds: turn / FPS, warmth: this.state.warmth, waves: this.state.waves };
  }
}
