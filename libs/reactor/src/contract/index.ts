export { createState } from './binding/create-state.js';
export { checkRules, type HydratedCommand } from './binding/check-rules.js';
export { type CommandAction, commandAction } from './binding/command-action.js';
export { encodeInput, type EncodedInput } from './binding/encode-input.js';
export { encodeMessage } from './binding/encode-message.js';
export { manifestOf } from './binding/manifest-of.js';
export {
  type BoundTrack,
  type CommandContract,
  type CommandTarget,
  type Field,
  type MessageContract,
  type ModelContract,
  type ParameterSlot,
} from './binding/model-contract.js';
export { isReactorModel, readModelContract } from './binding/read-model-contract.js';
export { expired, withinTime } from './binding/within-time.js';
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
