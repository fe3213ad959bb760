import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readModelContract } from '../../contract/binding/index.js';
import { modelSourceOf } from '../host/model-source-of.js';
import { ReactorModel, ReactorPipeline, Video } from '../../authoring/index.js';
import type { VideoFrame } from '../../media/index.js';
import { DEFAULT_INFERENCE_OPTIONS } from '../host/inference.options.js';
import { InlineModelHost } from '../host/inline-model-host.js';
import { FakeOnnx } from './fake-onnx.fixture.js';
import { OnnxRuntime } from './onnx-runtime.js';
import type { OnnxLibrary } from './onnx-types.js';

beforeAll(() => Logger.overrideLogger(false));

/** Opens whatever file it is given: the native library shares no process with jest. */
class FakeRuntime extends OnnxRuntime {
  readonly opened: string[] = [];

  override async library(): Promise<OnnxLibrary> {
    const create = async (path: string): Promise<object> => {
      this.opened.push(path);
      return {};
    };
    return { InferenceSession: { create } } as unknown as OnnxLibrary;
  }
}

let root: string;
let beside: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'onnx-'));
  beside = join(root, 'dist');
  mkdirSync(beside);
  writeFileSync(join(beside, 'mine.onnx'), '');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const runtime = (folder?: string): FakeRuntime => new FakeRuntime({ executionProviders: ['cpu'], threads: 1 }, folder);

describe('the file of an ONNX model', () => {
  it.each<[string, () => string | URL]>([
    ['a URL', () => new URL('mine.onnx', `${pathToFileURL(beside).href}/`)],
    ['a URL as text', () => new URL('mine.onnx', `${pathToFileURL(beside).href}/`).href],
    ['an absolute path', () => join(beside, 'mine.onnx')],
    ['a name, beside the compiled model', () => 'mine.onnx'],
    ['a relative path, beside the compiled model', () => './mine.onnx'],
  ])('is found by %s', async (_, given) => {
    const onnx = runtime(beside);
    await onnx.load(given());
    expect(onnx.opened).toEqual([join(beside, 'mine.onnx')]);
  });

  it('is looked for in the working directory first', async () => {
    const onnx = runtime(beside);
    await onnx.load('package.json');
    expect(onnx.opened).toEqual([join(process.cwd(), 'package.json')]);
  });

  it.each<[string, string | URL, string[]]>([
    ['a URL', pathToFileURL(join(tmpdir(), 'none.onnx')), [join(tmpdir(), 'none.onnx')]],
    ['a name', 'none.onnx', [join(process.cwd(), 'none.onnx'), '<beside>/none.onnx']],
  ])('that is not there is refused with the paths looked at, and with what to do: %s', async (_, given, places) => {
    const onnx = runtime(beside);
    const looked = places.map((place) => place.replace('<beside>', beside)).join(', nor at ');
    await expect(onnx.load(given)).rejects.toMatchObject({ code: 'model_failed' });
    await expect(onnx.load(given)).rejects.toThrow(`no ONNX file at ${looked}; `);
    await expect(onnx.load(given)).rejects.toThrow('"assets": ["**/*.onnx"]');
    expect(onnx.opened).toEqual([]);
  });
});

describe('a network that is warmed up', () => {
  it('runs twice with zeros, in the sizes that its file fixes and those given', async () => {
    const runs: object[] = [];
    const onnx = new FakeOnnx({
      inputs: [
        { name: 'picture', type: 'uint8', shape: [1, 3, 'height', 'width'] },
        { name: 'steps', type: 'int64', shape: ['n'] },
      ],
      outputs: [],
      run: (inputs) => {
        runs.push(inputs);
        return {};
      },
    });
    await onnx.warmUp(await onnx.load(), { height: 2, width: 4 });
    const picture = { type: 'uint8', data: new Uint8Array(24), dims: [1, 3, 2, 4] };
    const steps = { type: 'int64', data: BigInt64Array.of(0n), dims: [1] };
    expect(runs).toEqual([
      { picture, steps },
      { picture, steps },
    ]);
  });
});

describe('the reports of ONNX Runtime to its maker', () => {
  const SWITCH = 'ORT_DISABLE_TELEMETRY';
  let before: string | undefined;
  beforeEach(() => {
    before = process.env[SWITCH];
    delete process.env[SWITCH];
  });
  afterEach(() => {
    if (before === undefined) delete process.env[SWITCH];
    else process.env[SWITCH] = before;
  });

  class Output {
    @Video() mainVideo!: VideoFrame;
  }
  @ReactorModel({ name: 'any', output: Output })
  class Any extends ReactorPipeline<object, Output> {
    *inference() {}
  }

  it.each([
    [undefined, '1'],
    [false, '1'],
    [true, undefined],
  ])('with onnxTelemetry: %s, ORT_DISABLE_TELEMETRY is %s before a model is loaded', (onnxTelemetry, expected) => {
    const options = onnxTelemetry === undefined ? {} : { onnxTelemetry };
    void new InlineModelHost(modelSourceOf(readModelContract(Any)), { ...DEFAULT_INFERENCE_OPTIONS, ...options });
    expect(process.env[SWITCH]).toBe(expected);
  });
});
