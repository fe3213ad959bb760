export { checkManifest } from './manifest/check-manifest.js';
export { checkCommand, type CheckedCommand } from './manifest/check-command.js';
export {
  type CommandManifest,
  commandNamed,
  type InputManifest,
  type MessageManifest,
  type ModelManifest,
  type Track,
} from './manifest/model-manifest.js';
export { renderSchema } from './manifest/render-schema.js';
export type { ObjectSchema, ValueSchema } from './manifest/value-schema.js';
