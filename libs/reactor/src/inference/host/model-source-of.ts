import { manifestOf, type ModelContract } from '../../contract/binding/index.js';
import type { ModelSource } from '../../session/ports/index.js';

/** The source of a model whose class is at hand. Throws `bad_declaration` where it has no form in plain values. */
export function modelSourceOf(contract: ModelContract): ModelSource {
  const { name, modelClass, file, isolation, instances, restart } = contract;
  const manifest = manifestOf(contract);
  return { name, className: modelClass.name, file, isolation, instances, restart, manifest, binding: contract };
}
