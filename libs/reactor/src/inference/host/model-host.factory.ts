import { Inject, Injectable } from '@nestjs/common';
import type { ModelHost, ModelHostFactory, ModelSource } from '../../session/ports/index.js';
import { InlineModelHost } from './inline-model-host.js';
import { INFERENCE_OPTIONS, type HostOptions } from './inference.options.js';
import { ProcessModelHost } from './process-model-host.js';
import { ProgramModelHost } from './program-model-host.js';
import { ThreadModelHost } from './thread-model-host.js';

/** Runs each model where its `@ReactorModel` says, or else `inference.isolation`; a program in a process of its own. */
@Injectable()
export class WorkerModelHostFactory implements ModelHostFactory {
  constructor(@Inject(INFERENCE_OPTIONS) private readonly options: HostOptions) {}

  /** Throws `bad_configuration` for a model without a `file` that does not run inline. */
  create(source: ModelSource, instance?: number): ModelHost {
    if (source.program !== undefined) return new ProgramModelHost(source, this.options, instance);
    const isolation = source.isolation ?? this.options.isolation;
    switch (isolation) {
      case 'thread':
        return new ThreadModelHost(source, this.options, instance);
      case 'process':
        return new ProcessModelHost(source, this.options, instance);
      case 'inline':
        return new InlineModelHost(source, this.options, instance);
    }
  }
}

/** Every model on the server's own thread, with or without a `file`, unless it is a program. For tests. */
@Injectable()
export class InlineModelHostFactory implements ModelHostFactory {
  constructor(@Inject(INFERENCE_OPTIONS) private readonly options: HostOptions) {}

  create(source: ModelSource, instance?: number): ModelHost {
    if (source.program !== undefined) return new ProgramModelHost(source, this.options, instance);
    return new InlineModelHost(source, this.options, instance);
  }
}
