export { hashFrame, hashPicture } from './hash-picture.js';
export { HeadlessError, type HeadlessErrorCode } from './headless-error.js';
export {
  type HeadlessCommandDone,
  HeadlessModel,
  type HeadlessModelClass,
  type HeadlessOptions,
  type PictureSupply,
} from './headless-model.js';
export { type Camera, play, type PlayOptions, withClient } from './play.js';
export { hasSchemaOf, readRecording, type Recording } from './read-recording.js';
export { readScript, type ScriptOptions } from './read-script.js';
export { replay, type ReplayedFrame, type ReplayOptions } from './replay.js';
export type { RunAction, RunEvent, RunTime } from './run-event.js';
export { Y4mReader } from './y4m-reader.js';
export { Y4mWriter } from './y4m-writer.js';
