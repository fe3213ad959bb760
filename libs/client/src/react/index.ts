export { type CommandState, useCommand } from './use-command.js';
export { useMessage } from './use-message.js';
export { useModelState } from './use-model-state.js';
export { useObservable } from './use-observable.js';
export { type Reactor, useReactor } from './use-reactor.js';
export { useTrack } from './use-track.js';
