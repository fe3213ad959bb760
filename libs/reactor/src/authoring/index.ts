export { Client } from './client.js';
export { Command, type CommandDeclaration, commandDeclarations, type CommandOptions } from './command.decorator.js';
export { CommandError } from './command-error.js';
export {
  type FieldDeclaration,
  fieldDeclarations,
  fieldName,
  fieldsOf,
  type ParameterDeclaration,
  parameterDeclarations,
} from './field-declarations.js';
export { choicesOf, kindOf, type ValueKind } from './field-kind.js';
export { firstBreach, isObject, itemsOf, type ValueRules, valueRulesOf } from './field-rules.js';
export {
  type HookDeclaration,
  hookDeclarations,
  type HookKind,
  OnConnected,
  OnDisconnected,
  OnFileUploaded,
  OnSessionEnded,
  OnSessionStarted,
} from './hook.decorators.js';
export { HeldKeys } from './held-keys.js';
export { Idle } from './idle.js';
export { COMPOSED, composeDecorators, InputField } from './input-field.decorator.js';
export type { ClassReference, FieldKind, InputFieldOptions, UiHints } from './input-field.options.js';
export { holdsClass, instantiate, toInstance } from './instantiate.js';
export { InputState } from './input-state.js';
export {
  InputClosed,
  type InputsOf,
  type InputTrack,
  type ReadMode,
  type ReadOptions,
  ReadTimeout,
} from './input-track.js';
export {
  MessageField,
  type MessageFieldDeclaration,
  type MessageFieldKind,
  type MessageFieldOptions,
  messageFieldsOf,
} from './message-field.decorator.js';
export type { ModelDecorator, NoOutput } from './model-decorator.js';
export { messageWireName, ModelMessage, type ModelMessageClass } from './model-message.js';
export type { EmitOptions, ModelOutput, OutputOf } from './model-output.js';
export {
  type GamepadAxis,
  type GamepadHint,
  type KeysHint,
  type PlayHint,
  POINTER_FIELDS,
  type PointerHint,
} from './play-hints.js';
export type { Presence } from './presence.js';
export { bindModel, type ModelBindings, ReactorCore } from './reactor-core.js';
export { ReactorLoop } from './reactor-loop.js';
export {
  type Isolation,
  ISOLATIONS,
  modelOptionsOf,
  type ReactorModelOptions,
  RESTART_POLICIES,
  type RestartPolicy,
} from './reactor-model.options.js';
export { ReactorModel } from './reactor-model.js';
export { ReactorPipeline, type Turn } from './reactor-pipeline.js';
export {
  Audio,
  type AudioTrackOptions,
  type TrackDeclaration,
  trackDeclarations,
  Video,
  type VideoTrackOptions,
} from './track.decorators.js';
export { UploadedFile } from './uploaded-file.js';
export { toWireName, WIRE_NAME } from './wire-name.js';
