import { fileURLToPath } from 'node:url';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { ReactorError } from '../errors/index.js';
import type { OnnxOptions } from './onnx-options.js';
import type { OnnxLibrary, OnnxSession, OnnxSessionOptions } from './onnx-types.js';

/** Injection token, inside the worker. */
export const ONNX_OPTIONS = Symbol('ONNX_OPTIONS');

/**
 * Opens ONNX models on the accelerators that the application is configured for. Injectable into every model and its
 * providers, inside the worker; the native package is loaded with the first model.
 */
@Injectable()
export class OnnxRuntime {
  private readonly logger = new Logger('OnnxRuntime');

  constructor(@Inject(ONNX_OPTIONS) private readonly options: OnnxOptions) {}

  /** The package itself, for its `Tensor`. Throws `bad_configuration` where it is not installed. */
  async library(): Promise<OnnxLibrary> {
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
   * @param model a file's path, relative to the working directory, or its `file:` URL, as `new URL('x.onnx', import.meta.url)`
   * @param overrides options of this session alone; `executionProviders` here replaces the configured ones
   *
   * Throws `bad_configuration` where the package is missing, `model_failed` where no provider can open the model.
   */
  async load(model: string | URL, overrides: OnnxSessionOptions = {}): Promise<OnnxSession> {
    const path = model instanceof URL || model.startsWith('file:') ? fileURLToPath(model) : model;
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
          throw new ReactorError(
            'model_failed',
            `ONNX Runtime cannot open ${path}: ${why}; check the path and the file`,
            { cause: error },
          );
        }
        this.logger.warn(`${path} cannot run on ${refused}, trying ${next}: ${why}`);
        providers.shift();
      }
    }
  }
}

type Provider = NonNullable<OnnxSessionOptions['executionProviders']>[number];

function withCpuLast(configured: readonly Provider[]): Provider[] {
  return configured.some((provider) => nameOf(provider) === 'cpu') ? [...configured] : [...configured, 'cpu'];
}

function nameOf(provider: Provider): string {
  return typeof provider === 'string' ? provider : provider.name;
}
