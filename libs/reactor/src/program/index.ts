export { loadManifest } from './load-manifest.js';
export type { ModelEntry } from './model-entry.js';
export { modelsOf } from './models-of.js';
export { ProgramModel, programModel, type ProgramModelOptions } from './program-model.js';
export { pythonModel, type PythonModelOptions, type PythonRuntime } from './python-model.js';
