import { manifestOf, readModelContract } from '../contract/binding/index.js';
import type { ModelManifest } from '../contract/index.js';
import { type InferenceOptions, mergeInferenceOptions, WorkerModelHostFactory } from '../inference/index.js';
import type { ModelEntry } from './model-entry.js';
import { ProgramModel } from './program-model.js';

/**
 * What a model offers, as its clients find it in the schema. A class is only read; a program is started for it, loads, and
 * is ended.
 *
 * Throws `bad_declaration`; rejects with `model_failed` where a program cannot be loaded.
 */
export async function loadManifest(model: ModelEntry, options: Partial<InferenceOptions> = {}): Promise<ModelManifest> {
  if (!(model instanceof ProgramModel)) return manifestOf(readModelContract(model));
  const host = new WorkerModelHostFactory(mergeInferenceOptions(options)).create(model.source);
  try {
    await host.start();
    return host.manifest;
  } finally {
    await host.close();
  }
}
