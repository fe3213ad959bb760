import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manifestOf, type ModelContract } from '../../contract/binding/index.js';
import type { ModelSource, WatchedFiles } from '../../session/ports/index.js';

/** Files that a worker loads. */
const LOADED = /\.(?:[cm]?js|json|onnx|wasm)$/;

/** The source of a model whose class is at hand. Throws `bad_declaration` where it has no form in plain values. */
export function modelSourceOf(contract: ModelContract): ModelSource {
  const { name, modelClass, file, isolation, instances, restart } = contract;
  const manifest = manifestOf(contract);
  return {
    name,
    className: modelClass.name,
    ...(file === undefined ? {} : { file, watched: folderOf(file) }),
    isolation,
    instances,
    restart,
    manifest,
    binding: contract,
  };
}

/** @param file path or `file:` URL of the module that exports the class */
function folderOf(file: string): WatchedFiles {
  const folder = dirname(file.startsWith('file:') ? fileURLToPath(file) : file);
  return { folders: [folder], recursive: true, names: LOADED };
}
