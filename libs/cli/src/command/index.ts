export {
  type Argument,
  argument,
  type Arguments,
  choiceArgument,
  manyArguments,
  optionalArgument,
} from './argument.js';
export {
  argumentName,
  type Command,
  command,
  type CommandDefinition,
  type InputOf,
  usageOf,
  type ValuesOf,
} from './command.js';
export { choice, flag, number, type Option, optionName, type Options, requiredText, text, texts } from './option.js';
export { SERVER_OPTIONS } from './server-options.js';
export type { Completes, NumberRange, ValueReader } from './value.js';
