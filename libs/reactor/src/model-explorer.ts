import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { isReactorModel, readModelContract } from './contract/binding/index.js';
import { ReactorError } from './errors/index.js';
import { ModelRegistration } from './model-registration.js';
import { modelSourceOf } from './inference/index.js';
import type { ModelSource } from './session/index.js';
import { type ModelEntry, ProgramModel } from './program/index.js';
import { REACTOR_OPTIONS, type ReactorModuleOptions } from './reactor.options.js';

/**
 * Finds the application's models: those given to `forRoot`, then those that feature modules registered. It reads the
 * contract of each class; none is constructed on this side. A program's contract comes from its worker.
 */
@Injectable()
export class ModelExplorer {
  constructor(
    private readonly discovery: DiscoveryService,
    @Inject(REACTOR_OPTIONS) private readonly options: ReactorModuleOptions,
  ) {}

  /** The default model first. Throws `bad_declaration` with class, property and fix, or `bad_configuration`. */
  explore(): ModelSource[] {
    const { models = [] } = this.options;
    if (!Array.isArray(models)) {
      throw new ReactorError('bad_configuration', 'models of ReactorModule is no list; write models: [MyModel]');
    }
    const entries = new Set<ModelEntry>(models as readonly ModelEntry[]);
    const providers = this.discovery.getProviders();
    if (providers.filter(({ metatype }) => metatype === ModelExplorer).length > 1) {
      throw new ReactorError(
        'bad_configuration',
        'ReactorModule is imported twice by forRoot or forRootAsync, which would bring up two reactors; keep one, and use ReactorModule.forFeature([MyModel]) for further models',
      );
    }
    for (const provider of providers) {
      if (provider.instance instanceof ModelRegistration) entries.add(provider.instance.model);
      else this.refuseProvider(provider.metatype);
    }
    if (entries.size === 0) {
      throw new ReactorError(
        'bad_configuration',
        'ReactorModule has no model; give it one: ReactorModule.forRoot({ models: [MyModel] })',
      );
    }
    return this.defaultFirst([...entries].map(sourceOf));
  }

  private defaultFirst(sources: ModelSource[]): ModelSource[] {
    const seen = new Set<string>();
    for (const { name } of sources) {
      if (seen.has(name)) {
        throw new ReactorError(
          'bad_configuration',
          `two models are called ${JSON.stringify(name)}; rename one of them, in @ReactorModel or by the option name`,
        );
      }
      seen.add(name);
    }
    const wanted = this.options.defaultModel;
    if (wanted === undefined) return sources;
    const first = sources.find((source) => source.name === wanted);
    if (first === undefined) {
      throw new ReactorError(
        'bad_configuration',
        `the default model ${JSON.stringify(wanted)} is not among the models: ${[...seen].join(', ')}`,
      );
    }
    return [first, ...sources.filter((source) => source !== first)];
  }

  /** A model among an ordinary module's providers would be built on the server's thread, where nothing runs it. */
  private refuseProvider(metatype: unknown): void {
    if (typeof metatype !== 'function' || !isReactorModel(metatype)) return;
    throw new ReactorError(
      'bad_declaration',
      `${metatype.name} is listed in a module's providers, which would build it on the server's thread; ` +
        `list it in ReactorModule.forRoot({ models: [${metatype.name}] }) or import ReactorModule.forFeature([${metatype.name}]) instead`,
    );
  }
}

function sourceOf(entry: ModelEntry): ModelSource {
  return entry instanceof ProgramModel ? entry.source : modelSourceOf(readModelContract(entry));
}
