export { CHECK_LIMIT_MS, checkCommand, type CheckedCommand } from './check-command.js';
export { CheckExpired } from './check-expired.js';
export { createState } from './create-state.js';
export { encodeInput, type EncodedInput } from './encode-input.js';
export { encodeMessage } from './encode-message.js';
export { type CommandAction, hydrateCommand } from './hydrate-command.js';
export {
  type CommandContract,
  type CommandTarget,
  type Field,
  type MessageContract,
  type ModelContract,
  type ParameterSlot,
  type Track,
} from './model-contract.js';
export { fieldSetBy, type Input, inputsOf } from './read-inputs.js';
export { isReactorModel, readModelContract } from './read-model-contract.js';
export { renderSchema } from './render-schema.js';
