export {
  DEFAULT_RECORDING_OPTIONS,
  mergeRecordingOptions,
  RECORDING_OPTIONS,
  type RecordingOptions,
} from './recording.options.js';
export { SessionRecordings } from './session-recordings.js';
