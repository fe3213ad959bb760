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
import type { OpenedNetwork } from '../../session/ports/index.js';
import { InlineModelHost } from '../host/inline-model-host.js';
import { type ExecutionProvider, providerName } from './execution-provider.js';
import { FakeOnnx } from './fake-onnx.fixture.js';
import { OnnxRuntime } from './onnx-runtime.js';
import type { OnnxLibrary, OnnxSessionOptions } from './onnx-types.js';

beforeAll(() => Logger.overrideLogger(false));

/** Opens whatever file it is given, where its first provider works: the native library shares no process with jest. */
class FakeRuntime extends OnnxRuntime {
  readonly opened: string[] = [];
  readonly asked: ExecutionProvider[][] = [];
  readonly given: OnnxSessionOptions[] = [];
  works: readonly string[] = ['cpu'];

  override async library(): Promise<OnnxLibrary> {
    const create = async (path: string, options: OnnxSessionOptions): Promise<object> => {
      const providers = options.executionProviders as ExecutionProvider[];
      this.asked.push(providers);
      if (!this.works.includes(providerName(providers[0]!))) throw new Error('no driver\n  at line 3');
      this.opened.push(path);
      this.given.push(options);
      return {};
    };
    const listSupportedBackends = () => ['cpu', 'webgpu', 'cuda', 'tensorrt'].map((name) => ({ name, bundled: true }));
    return { InferenceSession: { create }, listSupportedBackends } as unknown as OnnxLibrary;
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

describe('the providers of a network', () => {
  const lines: string[] = [];
  const keep = (line: unknown) => void lines.push(String(line));
  beforeEach(() => {
    lines.splice(0);
    Logger.overrideLogger({ log: keep, warn: keep, error: keep });
  });
  afterEach(() => Logger.overrideLogger(false));

  const reports: OpenedNetwork[] = [];
  async function open(works: string[], executionProviders: ExecutionProvider[], deviceId?: number) {
    reports.splice(0);
    const options = { executionProviders, threads: 3, graphOptimization: 'basic' } as const;
    const onnx = new FakeRuntime(options, beside, deviceId, (network) => void reports.push(network));
    onnx.works = works;
    await onnx.load('mine.onnx');
    return onnx;
  }

  it('are tried in order, and the warning says what is missing and how to get it', async () => {
    const { asked } = await open(['cuda', 'cpu'], ['tensorrt', 'cuda']);
    expect(asked).toEqual([
      ['tensorrt', 'cuda', 'cpu'],
      ['cuda', 'cpu'],
    ]);
    const file = join(beside, 'mine.onnx');
    expect(lines).toEqual([
      expect.stringMatching(/cannot run on tensorrt, trying cuda: no driver at line 3; it needs .*, and TensorRT 10$/),
      `${file} runs on cuda provider=cuda`,
    ]);
    expect(reports).toEqual([{ network: 'mine.onnx', provider: 'cuda' }]);
    expect(lines[0]).toContain('ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node');
  });

  it('are left out where this build does not have them: the library would do so without a word', async () => {
    const { asked } = await open(['cpu'], ['coreml', 'mystery', 'webgpu', 'dml']);
    expect(asked).toEqual([['webgpu', 'cpu'], ['cpu']]);
    expect(lines).toEqual([
      expect.stringContaining(
        'cannot run on coreml, trying mystery: this build of ONNX Runtime does not have it; it needs macOS',
      ),
      expect.stringContaining(
        'cannot run on mystery, trying webgpu: this build of ONNX Runtime does not have it; there are cpu, webgpu, cuda, tensorrt',
      ),
      expect.stringContaining('cannot run on webgpu, trying dml: no driver at line 3; it needs a driver for Vulkan'),
      expect.stringContaining(
        'cannot run on dml, trying cpu: this build of ONNX Runtime does not have it; it needs Windows',
      ),
      expect.stringContaining('runs on cpu'),
    ]);
  });

  it('get the GPU of the instance, unless they name one or have none', async () => {
    const { asked } = await open(['tensorrt'], ['tensorrt', { name: 'cuda', deviceId: 5 }, 'webgpu'], 2);
    expect(asked).toEqual([[{ name: 'tensorrt', deviceId: 2 }, { name: 'cuda', deviceId: 5 }, 'webgpu', 'cpu']]);
    expect(lines).toEqual([expect.stringContaining('runs on tensorrt provider=tensorrt deviceId=2')]);
    expect(reports).toEqual([{ network: 'mine.onnx', provider: 'tensorrt', deviceId: 2 }]);
  });

  it('share the options of the application with all networks, and those of one network replace them', async () => {
    const onnx = await open(['cpu'], ['cpu']);
    await onnx.load('mine.onnx', { graphOptimizationLevel: 'disabled', intraOpNumThreads: 1 });
    expect(onnx.given).toMatchObject([
      { graphOptimizationLevel: 'basic', intraOpNumThreads: 3 },
      { graphOptimizationLevel: 'disabled', intraOpNumThreads: 1 },
    ]);
  });

  it('are none where not even the processor opens the file', async () => {
    await expect(open([], ['cuda'])).rejects.toMatchObject({
      code: 'model_failed',
      message: expect.stringMatching(/cannot open .*mine\.onnx: no driver/),
    });
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
