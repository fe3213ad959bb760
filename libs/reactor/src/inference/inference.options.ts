import { checkLeast, checkLeastWhole, withDefaults } from '../options.js';

/** How models are run: where, with which accelerators, and how long each step may take. Times are milliseconds. */
export interface InferenceOptions {
  /**
   * ONNX Runtime execution providers in order of preference, such as `['cuda', 'cpu']`. One that cannot be used is
   * skipped with a warning that says why; the CPU is always the last resort.
   * @defaultValue ['cpu']
   */
  executionProviders: readonly string[];
  /**
   * Threads of one ONNX operator on the CPU. Zero lets ONNX Runtime take every core, which starves the video encoders.
   * @defaultValue half of the machine's cores, at least 1
   */
  threads: number | undefined;
  /**
   * Let ONNX Runtime report its use to its maker. Otherwise the process's `ORT_DISABLE_TELEMETRY` is set, before the
   * library is loaded for a model.
   * @defaultValue false
   */
  onnxTelemetry: boolean;
  /**
   * From `start` until the model has loaded; then its worker is ended and the model counts as failed. Zero waits for ever.
   * @defaultValue 600000
   */
  loadTimeoutMs: number;
  /**
   * From the moment that a command's handler runs until it is done; then its caller is answered `handler_timeout`.
   * Nothing interrupts the handler: other commands and the next turn wait for it, and what it does still counts. The
   * time that a command waits for its place between two turns is not part of it. Zero waits for ever.
   * @defaultValue 10000
   */
  handlerTimeoutMs: number;
  /**
   * How long a turn of a pipeline, or a hook, may work before a warning in the log names it, once for each; also how long
   * a model may keep its thread busy between two waits. Waiting for viewers, for room in the playout or for input is no
   * work. Nothing is interrupted. Zero never warns.
   * @defaultValue 5000
   */
  slowTurnMs: number;
  /**
   * From a session's end until the model's turn, its cleanup and its hooks have finished; then the worker is ended by
   * force and a new one is started.
   * @defaultValue 10000
   */
  turnTimeoutMs: number;
  /**
   * From the shutdown until the worker has closed its providers; then it is ended by force.
   * @defaultValue 5000
   */
  closeTimeoutMs: number;
  /**
   * Most megabytes of JavaScript heap in a worker (pixels and tensors lie outside of it); beyond, the worker ends and
   * is started again. Undefined leaves Node's own limit.
   * @defaultValue undefined
   */
  maxHeapMb: number | undefined;
  /**
   * Frames that may be on their way to the viewers of a model that declares no `bufferSize` of its own. While one waits
   * for its tick the model rests, so that a command shows in the next picture; each one more is smoother and costs every
   * viewer a frame's time. The contract's pacer holds 10.
   * @defaultValue 1
   */
  bufferSize: number;
  /**
   * Pictures, or blocks of sound, that one input keeps for the model; the oldest give way, counted. As many as one
   * `read` may ask for.
   * @defaultValue 128
   */
  maxInputFrames: number;
  /**
   * Bytes that they may take together; the oldest give way, but for what a `read` waits for.
   * @defaultValue 67108864
   */
  maxInputBytes: number;
  /**
   * Pictures, or blocks of sound, of one input that are under way to a worker at once. A busy one gets the newest of
   * those beyond when it has time again; the others are counted.
   * @defaultValue 32
   */
  maxInputsUnderWay: number;
}

export const DEFAULT_INFERENCE_OPTIONS: Readonly<InferenceOptions> = {
  executionProviders: ['cpu'],
  threads: undefined,
  onnxTelemetry: false,
  loadTimeoutMs: 600_000,
  handlerTimeoutMs: 10_000,
  slowTurnMs: 5_000,
  turnTimeoutMs: 10_000,
  closeTimeoutMs: 5_000,
  maxHeapMb: undefined,
  bufferSize: 1,
  maxInputFrames: 128,
  maxInputBytes: 67_108_864,
  maxInputsUnderWay: 32,
};

/** Injection token of the merged options. */
export const INFERENCE_OPTIONS = Symbol('INFERENCE_OPTIONS');

/** Fills in the defaults. Throws `bad_configuration` for a number that cannot be. */
export function mergeInferenceOptions(options: Partial<InferenceOptions> = {}): InferenceOptions {
  const merged = withDefaults(DEFAULT_INFERENCE_OPTIONS, options);
  checkLeast('inference', merged, {
    loadTimeoutMs: 0,
    handlerTimeoutMs: 0,
    slowTurnMs: 0,
    turnTimeoutMs: 0,
    closeTimeoutMs: 0,
    threads: 0,
    maxHeapMb: 0,
  });
  checkLeastWhole('inference', merged, { bufferSize: 1, maxInputFrames: 1, maxInputBytes: 1, maxInputsUnderWay: 1 });
  return merged;
}
