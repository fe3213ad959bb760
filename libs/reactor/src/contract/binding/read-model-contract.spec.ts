import { describe, expect, it } from '@jest/globals';
import { IsEmail } from 'class-validator';
import {
  Client,
  Command,
  InputField,
  InputState,
  MessageField,
  ModelMessage,
  OnConnected,
  ReactorModel,
  ReactorPipeline,
  UploadedFile,
  Video,
} from '../../authoring/index.js';
import { check } from '../contract.fixture.js';
import { createState } from './create-state.js';
import type { CommandContract, Field } from './model-contract.js';
import { readModelContract } from './read-model-contract.js';

abstract class Still<O extends object = object> extends ReactorPipeline<InputState, O> {
  *inference(): Generator<never, void, void> {}
}

class Pose {
  @InputField({ default: 0 }) mainX!: number;
}

class SceneState extends InputState {
  @InputField({ default: 'a meadow', maxLength: 400 }) prompt!: string;
  @InputField({ default: 0.5, min: 0, max: 1, name: 'zoom_factor' }) mainZoom!: number;
  /** The model's own: clients never see it. */
  cache = new Map<string, number>();
}

class Told extends ModelMessage {
  @MessageField() text!: string;
}

@ReactorModel({ name: 'scene', state: SceneState })
class Scene extends Still {
  @Command() playSound(@InputField({ name: 'pitch', default: 440 }) _pitch: number): void {}
  @Command({ name: 'set_prompt', reply: Told, description: 'Says what to show.' }) changePrompt(
    @InputField({ name: 'prompt', maxLength: 10 }) prompt: string,
  ): Told {
    return Told.of({ text: prompt });
  }
}

/** A field without what only says how it came to be. */
function plain({ name, kind, required, fallback }: Field): unknown {
  return { name, kind, required, fallback };
}

function fieldOf(command: CommandContract | undefined, name: string): Field | undefined {
  return command?.fields.find((field) => field.name === name);
}

describe('the commands of a model', () => {
  const { commands } = readModelContract(Scene);

  it('are its methods, then a setter for each field of its state that no method sets', () => {
    expect([...commands.keys()]).toEqual(['play_sound', 'set_prompt', 'set_zoom_factor']);
    expect(commands.get('set_prompt')).toMatchObject({
      description: 'Says what to show.',
      target: { kind: 'method', method: 'changePrompt' },
      reply: { name: 'told', messageClass: Told },
    });
    expect(commands.get('set_zoom_factor')).toMatchObject({
      description: 'Set zoom_factor.',
      target: { kind: 'setter', property: 'mainZoom' },
      dedupe: false,
    });
  });

  it('have a field whose type is the one that TypeScript kept, where nothing else tells it', () => {
    class Kinds {
      @InputField() text!: string;
      @InputField() size!: number;
      @InputField() flag!: boolean;
      @InputField() file!: UploadedFile;
      @InputField() pose!: Pose;
      @InputField({ type: 'integer' }) count!: number;
      @InputField({ choices: ['a', 'b'] }) choice!: 'a' | 'b';
      @InputField({ type: 'string', nullable: true }) label!: string | null;
    }
    @ReactorModel({ name: 'kinds' })
    class Kind extends Still {
      @Command() all(_kinds: Kinds): void {}
    }
    const fields = readModelContract(Kind).commands.get('all')?.fields ?? [];
    expect(fields.map(plain)).toEqual([
      { name: 'text', kind: 'string', required: true, fallback: null },
      { name: 'size', kind: 'number', required: true, fallback: null },
      { name: 'flag', kind: 'boolean', required: true, fallback: null },
      { name: 'file', kind: 'file', required: true, fallback: null },
      { name: 'pose', kind: 'object', required: true, fallback: null },
      { name: 'count', kind: 'integer', required: true, fallback: null },
      { name: 'choice', kind: 'string', required: true, fallback: null },
      { name: 'label', kind: 'string', required: false, fallback: null },
    ]);
  });
});

describe('what is inherited', () => {
  class NightState extends SceneState {
    @InputField({ default: 'a starry sky', maxLength: 20 }) override prompt!: string;
    @InputField({ default: 7 }) stars!: number;
  }

  @ReactorModel({ name: 'night', state: NightState })
  class Night extends Scene {
    @Command() override playSound(
      @InputField({ name: 'owl', default: true }) _owl: boolean | number,
      _client?: Client,
    ): void {}
    @Command() twinkle(): void {}
  }

  const contract = readModelContract(Night);

  it("is each field of the state's base, with its setter and its rules", () => {
    expect(contract.stateFields.map(plain)).toEqual([
      { name: 'prompt', kind: 'string', required: false, fallback: 'a starry sky' },
      { name: 'zoom_factor', kind: 'number', required: false, fallback: 0.5 },
      { name: 'stars', kind: 'number', required: false, fallback: 7 },
    ]);
    expect(() => check(contract, 'set_zoom_factor', { zoom_factor: 2 })).toThrow('must be at most 1 (got 2)');
    expect(check(contract, 'set_stars', { stars: 9 }).args).toEqual({ stars: 9 });
    expect(createState(contract)).toMatchObject({ prompt: 'a starry sky', mainZoom: 0.5, stars: 7 });
  });

  it("is each command of the model's base; one declared again has the parameters of its last declaration", () => {
    expect([...contract.commands.keys()]).toEqual([
      'play_sound',
      'set_prompt',
      'twinkle',
      'set_zoom_factor',
      'set_stars',
    ]);
    const played = contract.commands.get('play_sound');
    expect(played?.fields.map(plain)).toEqual([{ name: 'owl', kind: 'boolean', required: false, fallback: true }]);
    expect(fieldOf(readModelContract(Scene).commands.get('play_sound'), 'pitch')).toBeDefined();
  });

  it('leaves the base as it was', () => {
    expect([...readModelContract(Scene).commands.keys()]).toEqual(['play_sound', 'set_prompt', 'set_zoom_factor']);
    expect(createState(readModelContract(Scene))).toMatchObject({ prompt: 'a meadow', mainZoom: 0.5 });
  });

  it("replaces class-validator's decorators of a field with those of its last declaration", () => {
    class Base extends InputState {
      @IsEmail() @InputField({ default: 'a@example.org' }) contact!: string;
    }
    class Heir extends Base {
      @InputField({ default: 'anybody' }) override contact!: string;
    }
    @ReactorModel({ name: 'heir', state: Heir })
    class Model extends Still {}
    expect(check(readModelContract(Model), 'set_contact', { contact: 'me' }).args).toEqual({ contact: 'me' });
  });
});

describe('two models in one process', () => {
  class OtherState extends InputState {
    @InputField({ default: 1 }) level!: number;
  }
  class OtherOutput {
    @Video() other!: unknown;
  }
  class Stray extends ModelMessage {}

  @ReactorModel({ name: 'other', state: OtherState, output: OtherOutput, messages: [Stray] })
  class Other extends Still<OtherOutput> {
    @Command() otherCommand(): void {}
    @OnConnected() came(): void {}
  }

  it('see nothing of each other', () => {
    const other = readModelContract(Other);
    const scene = readModelContract(Scene);
    expect([...other.commands.keys()]).toEqual(['other_command', 'set_level']);
    expect([...other.messages.keys()]).toEqual(['stray']);
    expect(other.tracks.map(({ name }) => name)).toEqual(['other']);
    expect([...scene.messages.keys()]).toEqual(['told']);
    expect(scene.tracks).toEqual([]);
    expect(scene.hooks).toEqual({});
  });
});

describe('a fresh state', () => {
  class Rig extends InputState {
    @InputField({ type: () => Pose, default: {} }) pose!: Pose;
    @InputField({ type: 'array', items: { type: () => Pose }, default: [{ main_x: 2 }] }) poses!: Pose[];
    @InputField({ default: [1] }) list!: number[];
    @InputField({ type: 'string', nullable: true }) label!: string | null;
    @InputField({ type: 'file' }) image!: UploadedFile | null;
    own = 3;
  }

  @ReactorModel({ name: 'rigged', state: Rig })
  class Rigged extends Still {}

  const contract = readModelContract(Rigged);

  it('has every default, as instances of the classes that were declared', () => {
    const state = createState(contract) as Rig;
    expect(state).toBeInstanceOf(Rig);
    expect(state).toEqual({ pose: { mainX: 0 }, poses: [{ mainX: 2 }], list: [1], label: null, image: null, own: 3 });
    expect(state.pose).toBeInstanceOf(Pose);
    expect(state.poses[0]).toBeInstanceOf(Pose);
  });

  it('shares nothing with another', () => {
    const first = createState(contract) as Rig;
    first.list.push(2);
    first.pose.mainX = 9;
    expect(createState(contract)).toMatchObject({ list: [1], pose: { mainX: 0 } });
  });

  it('needs a file for its setter, though it has none itself', () => {
    expect(() => check(contract, 'set_image', {})).toThrow('image is missing');
  });
});
