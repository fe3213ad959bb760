import { Inject, Injectable } from '@nestjs/common';
import type { ModelHost, ModelHostFactory, ModelSource } from '../../session/ports/index.js';
import { InlineModelHost } from './inline-model-host.js';
import { INFERENCE_OPTIONS, type InferenceOptions } from './inference.options.js';
import { ThreadModelHost } from './thread-model-host.js';

/** A worker thread for each model. */
@Injectable()
export class ThreadModelHostFactory implements ModelHostFactory {
  constructor(@Inject(INFERENCE_OPTIONS) private readonly options: InferenceOptions) {}

  /** Throws `bad_configuration` for a model without a `file`. */
  create(source: ModelSource): ModelHost {
    return new ThreadModelHost(source, this.options);
  }
}

/** Every model on the server's own thread, with or without a `file`. For tests. */
@Injectable()
export class InlineModelHostFactory implements ModelHostFactory {
  constructor(@Inject(INFERENCE_OPTIONS) private readonly options: InferenceOptions) {}

  create(source: ModelSource): ModelHost {
    return new InlineModelHost(source, this.options);
  }
}
