import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { ReactorError } from '../../errors/index.js';
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
    const { InferenceSession } = await this.library();
    const providers = withCpuLast(overrides.executionProviders ?? this.options.executionProviders);
    for (;;) {
      try {
        const session = await InferenceSession.create(path, {
          intraOpNumThreads: this.options.threads,
          interOpNumThreads: 1,
          ...overrides,
          executionProviders: [...providers],
        });
        this.logger.log(`${path} runs on ${providers.map(nameOf).join(', ')}`);
        return session;
      } catch (error) {
        const [refused, next] = providers.map(nameOf);
        const why = error instanceof Error ? error.message : String(error);
        if (next === undefined) {
          throw new ReactorError('model_failed', `ONNX Runtime cannot open ${path}: ${why}; check the file`, {
            cause: error,
          });
        }
        this.logger.warn(`${path} cannot run on ${refused}, trying ${next}: ${why}`);
        providers.shift();
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

type Provider = NonNullable<OnnxSessionOptions['executionProviders']>[number];

function withCpuLast(configured: readonly Provider[]): Provider[] {
  return configured.some((provider) => nameOf(provider) === 'cpu') ? [...configured] : [...configured, 'cpu'];
}

function nameOf(provider: Provider): string {
  return typeof provider === 'string' ? provider : provider.name;
}
