import { existsSync } from 'node:fs';
import { basename, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { ReactorError } from '../../errors/index.js';
import { LogLine } from '../../logging/index.js';
import type { OpenedNetwork } from '../../session/ports/index.js';
import { nativeCallsOfThisThread } from '../guest/model-worker.js';
import { type ExecutionProvider, onDevice, providerName, providerNeeds } from './execution-provider.js';
import { onnxFeed } from './onnx-feed.js';
import type { OnnxOptions } from './onnx-options.js';
import { forbidOnnxTelemetry } from './onnx-telemetry.js';
import type { OnnxLibrary, OnnxSession, OnnxSessionOptions } from './onnx-types.js';
import { isFixed, valueInfoOf } from './onnx-value-info.js';
import { warmUp } from './warm-up.js';

/** Injection token, inside the worker. */
export const ONNX_OPTIONS = Symbol('ONNX_OPTIONS');

/** Injection token, inside the worker: the folder of the model's compiled file; undefined where it has none. */
export const ONNX_FOLDER = Symbol('ONNX_FOLDER');

/** Injection token, inside the worker: the number of the GPU that this instance of the model has; undefined for any. */
export const DEVICE_ID = Symbol('DEVICE_ID');

/** Injection token, inside the worker: a function that tells the host of each network that was opened. */
export const NETWORK_REPORT = Symbol('NETWORK_REPORT');

/**
 * Opens ONNX models on the accelerators that the application is configured for. Injectable into every model and its
 * providers, inside the worker; the native package is loaded with the first model.
 */
@Injectable()
export class OnnxRuntime {
  private readonly logger = new Logger('OnnxRuntime');

  constructor(
    @Inject(ONNX_OPTIONS) private readonly options: OnnxOptions,
    @Optional() @Inject(ONNX_FOLDER) private readonly folder?: string,
    @Optional() @Inject(DEVICE_ID) private readonly deviceId?: number,
    @Optional() @Inject(NETWORK_REPORT) private readonly report?: (network: OpenedNetwork) => void,
  ) {}

  /** The package itself, for its `Tensor`. Throws `bad_configuration` where it is not installed. */
  async library(): Promise<OnnxLibrary> {
    // For a runtime created without a host; in a worker the host's setting applies.
    if (this.options.telemetry !== true) forbidOnnxTelemetry();
    try {
      return await import('onnxruntime-node');
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new ReactorError(
        'bad_configuration',
        `onnxruntime-node cannot be loaded (${why}); run: npm install onnxruntime-node`,
        { cause: error },
      );
    }
  }

  /**
   * @param model a file's path, or its `file:` URL, as `new URL('x.onnx', import.meta.url)`; a relative path is
   *   resolved against the working directory, then the folder of the model's compiled file
   * @param overrides options of this session alone; `executionProviders` here replaces the configured ones
   *
   * Throws `bad_configuration` where the package is missing, `model_failed` where the file does not exist, naming the
   * paths tried, and where no provider can open it.
   */
  async load(model: string | URL, overrides: OnnxSessionOptions = {}): Promise<OnnxSession> {
    const path = this.find(model);
    const library = await this.library();
    const supported = library.listSupportedBackends().map(({ name }) => name);
    const wanted = (overrides.executionProviders ?? this.options.executionProviders) as readonly ExecutionProvider[];
    const providers = withCpuLast(wanted).map((provider) => onDevice(provider, this.deviceId));
    for (let i = 0; ; i++) {
      const provider = providers[i]!;
      const name = providerName(provider);
      // One that is not supported would be left out without a word.
      const remaining = providers.slice(i).filter((one) => supported.includes(providerName(one)));
      try {
        if (!supported.includes(name)) throw new Error('this build of ONNX Runtime does not have it');
        const session = await library.InferenceSession.create(path, this.settings(overrides, remaining));
        this.announce(path, provider);
        return this.guarded(session);
      } catch (error) {
        const why = shortened(error);
        const next = providers[i + 1];
        if (next === undefined) {
          throw new ReactorError('model_failed', `ONNX Runtime cannot open ${path}: ${why}; check the file`, {
            cause: error,
          });
        }
        this.logger.warn(
          `${path} cannot run on ${name}, trying ${providerName(next)}: ${why}; ${providerNeeds(name, supported)}`,
        );
      }
    }
  }

  /**
   * Runs a network with zeros, twice, so that no viewer waits for its first run: its memory and, on a GPU, its kernels
   * are made then. For `load()`, after {@link load}.
   *
   * @param sizes of what the file leaves open, by name, as `{ height: 480, width: 640 }`; 1 where absent
   */
  async warmUp(session: OnnxSession, sizes: Readonly<Record<string, number>> = {}): Promise<void> {
    const { Tensor } = await this.library();
    const feeds = valueInfoOf(session.inputMetadata).map((info) => {
      const dims = info.shape.map((size) => (isFixed(size) ? size : (sizes[size] ?? 1)));
      const zeros = new Uint8Array(dims.reduce((product, size) => product * size, 1));
      const { type, data } = onnxFeed(info, { data: zeros, dims });
      return [info.name, new Tensor(type as 'float32', data as Float32Array, dims)] as const;
    });
    await warmUp(this.logger, () => session.run(Object.fromEntries(feeds)));
  }

  private settings(overrides: OnnxSessionOptions, executionProviders: ExecutionProvider[]): OnnxSessionOptions {
    const { threads, graphOptimization = 'all' } = this.options;
    return {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: graphOptimization,
      ...overrides,
      executionProviders,
    };
  }

  /** In a worker thread, a run is known to the host: it is not terminated under one. */
  private guarded(session: OnnxSession): OnnxSession {
    const calls = nativeCallsOfThisThread();
    if (calls === undefined) return session;
    const run = session.run.bind(session) as (...args: unknown[]) => Promise<never>;
    session.run = (...args: unknown[]) => calls.run(() => run(...args));
    return session;
  }

  private announce(path: string, provider: ExecutionProvider): void {
    const name = providerName(provider);
    const asked = typeof provider === 'string' ? undefined : provider['deviceId'];
    const deviceId = typeof asked === 'number' ? asked : undefined;
    this.logger.log(new LogLine(`${path} runs on ${name}`, { provider: name, deviceId }));
    this.report?.({
      network: basename(path).slice(-64),
      provider: name,
      ...(deviceId === undefined ? {} : { deviceId }),
    });
  }

  private find(model: string | URL): string {
    const path = model instanceof URL || model.startsWith('file:') ? fileURLToPath(model) : model;
    const places = [resolve(path)];
    if (!isAbsolute(path) && this.folder !== undefined) places.push(resolve(this.folder, path));
    const found = places.find((place) => existsSync(place));
    if (found !== undefined) return found;
    throw new ReactorError(
      'model_failed',
      `no ONNX file at ${places.join(', nor at ')}; a build leaves such files behind: with the Nest CLI add ` +
        '"assets": ["**/*.onnx"] to the compilerOptions of nest-cli.json, else copy it beside the compiled model or give its absolute path',
    );
  }
}

function withCpuLast(configured: readonly ExecutionProvider[]): ExecutionProvider[] {
  return configured.some((provider) => providerName(provider) === 'cpu') ? [...configured] : [...configured, 'cpu'];
}

/** The native library's messages begin with paths of its build, have several lines, and end with the cause. */
function shortened(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 300 ? `…${line.slice(-300)}` : line;
}
