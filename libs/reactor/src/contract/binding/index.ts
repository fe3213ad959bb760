export { createState } from './create-state.js';
export { checkRules, type HydratedCommand } from './check-rules.js';
export { type CommandAction, commandAction } from './command-action.js';
export { encodeInput, type EncodedInput } from './encode-input.js';
export { encodeMessage } from './encode-message.js';
export { manifestOf } from './manifest-of.js';
export {
  type BoundTrack,
  type CommandContract,
  type CommandTarget,
  type Field,
  type MessageContract,
  type ModelContract,
  type ParameterSlot,
} from './model-contract.js';
export { isReactorModel, readModelContract } from './read-model-contract.js';
export { expired, withinTime } from './within-time.js';
