import { describe, expect, it } from '@jest/globals';
import {
  Audio,
  type AudioSamples,
  Command,
  InputField,
  InputState,
  manifestOf,
  MessageField,
  ModelMessage,
  ReactorModel,
  type ReactorModelOptions,
  ReactorPipeline,
  readModelContract,
  renderSchema,
  UploadedFile,
  Video,
  type VideoFrame,
} from '@nestjs-reactor/core';
import { goldenSchema, withoutWords } from './support/golden-schema.js';

abstract class Still<O extends object = object> extends ReactorPipeline<InputState, O> {
  *inference(): Generator<never, void, void> {}
}

class Picture {
  @Video() mainVideo!: VideoFrame;
  @Audio() mainAudio!: AudioSamples;
}

class BrightnessSnapshot extends ModelMessage {
  static override readonly description: string = 'All that is set.';
  @MessageField({ description: 'How bright.' }) brightness!: number;
  @MessageField() paused!: boolean;
  @MessageField() resolution!: string;
  @MessageField() text!: string;
}

class BrightnessSet extends ModelMessage {
  @MessageField() brightness!: number;
}

class ImageSet extends ModelMessage {
  @MessageField() filename!: string;
}

class BrightnessState extends InputState {
  @InputField({ default: 1, min: 0, max: 2, description: 'How bright.' }) brightness!: number;
  @InputField({ default: false, description: 'Stops the picture.' }) paused!: boolean;
  @InputField({ default: '480p', choices: ['480p', '720p', '1080p', '2160p'] }) resolution!: string;
  @InputField({ default: '', maxLength: 200, moderate: true }) text!: string;
}

@ReactorModel({ name: 'brightness', description: 'A bar that gets brighter.', state: BrightnessState, output: Picture })
class Brightness extends Still<Picture> {
  @Command({ reply: BrightnessSnapshot, description: 'What is set?' }) getState(): BrightnessSnapshot {
    return BrightnessSnapshot.of();
  }
  @Command({ reply: BrightnessSet }) setBrightness(
    @InputField({ name: 'brightness', default: 1, min: 0, max: 2, description: 'How bright.' }) brightness: number,
  ): BrightnessSet {
    return BrightnessSet.of({ brightness });
  }
  @Command({ reply: ImageSet }) setImage(@InputField({ name: 'image', moderate: true }) image: UploadedFile): ImageSet {
    return ImageSet.of({ filename: image.name });
  }
}

class EffectChanged extends ModelMessage {
  static override readonly description: string = 'Another effect is on.';
  @MessageField() effect!: string;
  @MessageField() intensity!: number;
}

class Camera {
  @Video() webcam!: VideoFrame;
  @Audio() mic!: AudioSamples;
}

class Overlay {
  @InputField({ moderate: true }) overlayImage!: UploadedFile;
  @InputField({ default: 0.5, min: 0, max: 1 }) overlayStrength!: number;
}

const EFFECTS = ['none', 'grayscale', 'sepia', 'edges', 'invert', 'blur', 'pixelate'] as const;

@ReactorModel({ name: 'echo', input: Camera, output: Picture })
class Echo extends Still<Picture> {
  @Command({ reply: EffectChanged, description: 'Chooses the effect' }) setEffect(
    @InputField({ name: 'effect', default: 'none', choices: EFFECTS }) effect: string,
  ): EffectChanged {
    return EffectChanged.of({ effect });
  }
  @Command({ reply: EffectChanged }) setIntensity(
    @InputField({ name: 'intensity', default: 1, min: 0, max: 1 }) intensity: number,
  ): EffectChanged {
    return EffectChanged.of({ intensity });
  }
  @Command() setBurst(
    @InputField({ name: 'burst', type: 'integer', default: 1, min: 1, max: 120 }) _burst: number,
  ): void {}
  @Command() setCaption(
    @InputField({ name: 'caption', default: '', maxLength: 200, moderate: true }) _caption: string,
  ): void {}
  @Command() setOverlayImage(_overlay: Overlay): void {}
}

describe('the schema of a class', () => {
  it.each([
    ['brightness', Brightness],
    ['echo', Echo],
  ] as const)('is that of the contract, for %s', (name, modelClass) => {
    const schema = withoutWords(renderSchema(manifestOf(readModelContract(modelClass)), '1.4.0'));
    expect(schema).toEqual(goldenSchema(name));
    expect(JSON.stringify(schema)).toBe(JSON.stringify(goldenSchema(name)));
  });

  it('says what its author said, at the place where clients look for it', () => {
    const schema = JSON.stringify(renderSchema(manifestOf(readModelContract(Brightness))));
    for (const text of [
      '"info":{"title":"brightness","version":"v0.0.0","description":"A bar that gets brighter."}',
      '"get_state":{"post":{"operationId":"get_state","summary":"What is set?","requestBody":',
      '"operationId":"set_image","summary":"Trigger set_image"',
      '"operationId":"set_paused","summary":"Stops the picture."',
      '"operationId":"set_text","summary":"Set text."',
      '"summary":"All that is set."}}',
      '{"brightness":{"type":"number","description":"How bright."},"paused":{"type":"boolean"}',
    ]) {
      expect(schema.replaceAll('"/events/', '"')).toContain(text);
    }
  });
});

/** The schema of a command's one argument, as JSON text. */
function argument(options: Parameters<typeof InputField>[0]): string {
  @ReactorModel({ name: 'one' })
  class One extends Still {
    @Command() take(@InputField({ ...options, name: 'f' }) _f: unknown): void {}
  }
  const { paths } = renderSchema(manifestOf(readModelContract(One))) as {
    paths: { '/events/take': { post: { requestBody: { content: { 'application/json': { schema: object } } } } } };
  };
  return JSON.stringify(paths['/events/take'].post.requestBody.content['application/json'].schema);
}

class Pose {
  @InputField({ type: 'number', min: -1, description: 'To the right.' }) mainX!: number;
  @InputField({ default: 'a', choices: ['a', 'b'] }) mode!: string;
}

describe('a field in the schema', () => {
  const U = '{"$ref":"#/components/schemas/ReactorUploadReference"';
  const M = '"x-reactor-moderate":false';

  it.each<[string, Parameters<typeof InputField>[0], string, boolean]>([
    [
      'a number, all said',
      { default: 1, description: 'D', min: 0, max: 2 },
      `{"type":"number","default":1,"description":"D","minimum":0,"maximum":2,${M}}`,
      false,
    ],
    [
      'a text with examples, and one that is secret',
      { default: '', examples: ['a lake', 'a forest'], secret: true },
      `{"type":"string","default":"","examples":["a lake","a forest"],"writeOnly":true,${M}}`,
      false,
    ],
    [
      'a text, all said',
      { type: 'string', minLength: 1, maxLength: 9, pattern: /^a/, moderate: true },
      '{"type":"string","minLength":1,"maxLength":9,"pattern":"^a","x-reactor-moderate":true}',
      true,
    ],
    [
      'a pattern with flags',
      { default: 'a', pattern: /^a/i },
      `{"type":"string","default":"a","x-reactor-pattern":"/^a/i",${M}}`,
      false,
    ],
    ['an integer', { type: 'integer' }, `{"type":"integer",${M}}`, true],
    ['a boolean', { default: true }, `{"type":"boolean","default":true,${M}}`, false],
    ['choices', { choices: ['a', 'b'], default: 'a' }, `{"type":"string","default":"a","enum":["a","b"],${M}}`, false],
    ['choices of integers', { choices: [1, 2] }, `{"type":"integer","enum":[1,2],${M}}`, true],
    ['choices of several types', { choices: ['auto', 2] }, `{"enum":["auto",2],${M}}`, true],
    [
      'one that may be null',
      { type: 'number', nullable: true, min: 0 },
      `{"anyOf":[{"type":"number"},{"type":"null"}],"default":null,"minimum":0,${M}}`,
      false,
    ],
    [
      'one that may be null, with a default',
      { default: 2, nullable: true },
      `{"anyOf":[{"type":"number"},{"type":"null"}],"default":2,${M}}`,
      false,
    ],
    [
      'choices that may be null',
      { choices: ['a'], nullable: true },
      `{"anyOf":[{"type":"string","enum":["a"]},{"type":"null"}],"default":null,${M}}`,
      false,
    ],
    ['a file', { type: 'file' }, `${U},${M}}`, true],
    [
      'a file that may be null',
      { type: 'file', nullable: true },
      `{"anyOf":[${U}},{"type":"null"}],"default":null,${M}}`,
      false,
    ],
    ['an array of anything', { default: [] }, `{"type":"array","items":{},"default":[],${M}}`, false],
    [
      'an array',
      { type: 'array', maxLength: 3, items: { type: 'integer', min: 1 } },
      `{"type":"array","items":{"type":"integer","minimum":1},"maxLength":3,${M}}`,
      true,
    ],
    ['a record of anything', { type: 'record' }, `{"type":"object","additionalProperties":true,${M}}`, true],
    [
      'a record',
      { type: 'record', items: { type: 'string', nullable: true } },
      `{"type":"object","additionalProperties":{"anyOf":[{"type":"string"},{"type":"null"}]},${M}}`,
      true,
    ],
    [
      'a nested object',
      { type: () => Pose },
      `{"type":"object","properties":{"main_x":{"type":"number","description":"To the right.","minimum":-1,${M}},"mode":{"type":"string","default":"a","enum":["a","b"],${M}}},"required":["main_x"],${M}}`,
      true,
    ],
    [
      'hints for a page',
      { default: 0, step: 0.1, ui: { component: 'slider', order: 2, group: 'Look', placeholder: '0' } },
      `{"type":"number","default":0,${M},"x-reactor-ui":{"component":"slider","order":2,"group":"Look","placeholder":"0","step":0.1}}`,
      false,
    ],
  ])('is %s', (_, options, schema, isRequired) => {
    expect(argument(options)).toBe(
      `{"type":"object","properties":{"f":${schema}}${isRequired ? ',"required":["f"]' : ''}}`,
    );
  });

  it('has a nested default as the model gets it, complete', () => {
    expect(argument({ type: () => Pose, default: { main_x: 1 } })).toContain('"default":{"main_x":1,"mode":"a"}');
  });
});

class Part {
  @MessageField({ description: 'How big.' }) size!: number;
}

describe('a message in the schema', () => {
  class Report extends ModelMessage {
    @MessageField({ type: 'integer', default: 0, description: 'D' }) chunkIndex!: number;
    @MessageField({ choices: ['on', 'off'] }) mode!: string;
    @MessageField({ type: 'string', nullable: true }) label!: string | null;
    @MessageField({ type: 'array', items: { type: () => Part } }) parts!: Part[];
    @MessageField({ type: 'object', items: { type: 'number' } }) weights!: Record<string, number>;
    @MessageField() first!: Part;
    @MessageField() anything!: unknown;
  }

  function schemaOf(options: ReactorModelOptions): Record<string, unknown> {
    @ReactorModel({ name: 'told', ...options })
    class Told extends Still {}
    return renderSchema(manifestOf(readModelContract(Told)));
  }

  it('is published though no command replies with it', () => {
    const part =
      '{"type":"object","properties":{"size":{"type":"number","description":"How big."}},"required":["size"]}';
    const { webhooks, components } = schemaOf({ messages: [Report] });
    expect(JSON.stringify(webhooks)).toBe(
      '{"report":{"post":{"operationId":"report","requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Report"}}}}}}}',
    );
    expect(JSON.stringify((components as { schemas: { Report: object } }).schemas.Report)).toBe(
      '{"type":"object","properties":{' +
        '"chunk_index":{"type":"integer","default":0,"description":"D"},' +
        '"mode":{"type":"string","enum":["on","off"]},' +
        '"label":{"anyOf":[{"type":"string"},{"type":"null"}]},' +
        `"parts":{"type":"array","items":${part}},` +
        '"weights":{"type":"object","additionalProperties":{"type":"number"}},' +
        `"first":${part},"anything":{}},` +
        '"required":["mode","label","parts","weights","first","anything"]}',
    );
  });

  it('is the only thing left out where there is none, as are commands', () => {
    expect(Object.keys(schemaOf({}))).toEqual(['openapi', 'info', 'x-reactor', 'components']);
  });
});

describe('the version of a schema', () => {
  const manifest = manifestOf(readModelContract(Echo));

  it.each([
    ['1.4.0', 'v1.4.0'],
    ['v1.4.0', 'v1.4.0'],
    ['10.0.12-g12abc3', 'v10.0.12-g12abc3'],
  ])('%s is %s', (given, shown) => {
    expect(renderSchema(manifest, given)).toMatchObject({ info: { version: shown } });
  });

  it.each([[''], ['1.4'], ['V1.4.0'], ['1.4.0-beta'], ['1.4.0-gXYZ'], ['1.4.0\n'], [' 1.4.0'], ['latest']])(
    '%j is none',
    (given) => {
      expect(() => renderSchema(manifest, given)).toThrow(/is not a release tag; write it as v1\.4\.0/);
    },
  );
});
