import { describe, expect, it } from '@jest/globals';
import {
  Audio,
  Command,
  InputField,
  InputState,
  OnConnected,
  ReactorModel,
  ReactorPipeline,
  UploadedFile,
} from '../../authoring/index.js';
import type { AudioSamples } from '../../media/index.js';
import { Post } from '../contract.fixture.js';
import { manifestOf } from './manifest-of.js';
import { readModelContract } from './read-model-contract.js';

class ChoirState extends InputState {
  @InputField({ default: 'a meadow', maxLength: 9 }) songText!: string;
  @InputField({ default: '', secret: true, file: false }) apiKey!: string;
  @InputField({ type: 'file', nullable: true }) score!: UploadedFile | null;
}

class ChoirOutput {
  @Audio({ sampleRate: 16_000 }) mainAudio!: AudioSamples;
}

@ReactorModel({
  name: 'choir',
  description: 'It sings.',
  state: ChoirState,
  output: ChoirOutput,
  fps: 10,
  bufferSize: 2,
})
class Choir extends ReactorPipeline<ChoirState, ChoirOutput> {
  *inference(): Generator<never, void, void> {}
  @Command({ dedupe: true }) setVolume(@InputField({ name: 'volume', default: 0.5, max: 1 }) _volume: number): void {}
  @Command({ name: 'set_song_text' }) sing(
    @InputField({ name: 'song_text', type: 'string' }) _text: string,
    @InputField({ name: 'loud', default: false }) _loud: boolean,
  ): void {}
  @OnConnected() greet(): void {}
}

describe('a manifest', () => {
  const manifest = manifestOf(readModelContract(Choir));

  it('has the tracks, the rates and the hooks', () => {
    expect(manifest).toMatchObject({
      name: 'choir',
      description: 'It sings.',
      fps: 10,
      bufferSize: 2,
      tracks: [{ name: 'main_audio', kind: 'audio', direction: 'out', sampleRate: 16_000 }],
      hooks: { connected: 'greet' },
    });
    expect(Object.keys(manifest.tracks[0]!)).toEqual(['name', 'kind', 'direction', 'sampleRate']);
  });

  it('has the inputs with their first values, none of a secret one, and the command that sets each', () => {
    expect(manifest.inputs).toStrictEqual([
      { name: 'song_text', kept: 'state', secret: false, file: false, initial: 'a meadow' },
      { name: 'api_key', kept: 'state', command: 'set_api_key', secret: true, file: false },
      { name: 'score', kept: 'state', command: 'set_score', secret: false, file: true, initial: null },
      { name: 'volume', kept: 'command', command: 'set_volume', secret: false, file: false, initial: 0.5 },
    ]);
  });

  it('has the commands with the JSON Schema of their arguments', () => {
    expect(manifest.commands.map(({ name, dedupe }) => [name, dedupe])).toEqual([
      ['set_volume', true],
      ['set_song_text', false],
      ['set_api_key', false],
      ['set_score', false],
    ]);
    expect(JSON.stringify(manifest.commands[0]!.parameters)).toBe(
      '{"type":"object","properties":{"volume":{"type":"number","default":0.5,"maximum":1,"x-reactor-moderate":false}}}',
    );
  });

  it('marks the commands that rules in code may refuse', () => {
    const marked = manifestOf(readModelContract(Post)).commands.filter(({ rules }) => rules);
    expect(marked.map(({ name }) => name)).toEqual(['post', 'seal', 'notify', 'set_reply_to', 'set_stamps']);
  });

  it('is refused with the class where a value has no form in JSON', () => {
    @ReactorModel({ name: 'big' })
    class Big extends ReactorPipeline {
      *inference(): Generator<never, void, void> {}
      @Command() take(@InputField({ name: 'f', type: 'array', default: [1n] }) _f: unknown): void {}
    }
    expect(() => manifestOf(readModelContract(Big))).toThrow(/^Big has a default, an example or a ui hint/);
  });
});
