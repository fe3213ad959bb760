import { type Isolation, ISOLATIONS } from '../../authoring/index.js';
import { ReactorError } from '../../errors/index.js';
import { checkLeast, checkLeastWhole, withDefaults } from '../../options.js';
import { GRAPH_OPTIMIZATIONS, type GraphOptimization } from '../onnx/graph-optimization.js';
import { checkProviders, type ExecutionProvider } from '../onnx/execution-provider.js';

/** How models run: where, with which accelerators, and how long each step may take. Times are milliseconds. */
export interface InferenceOptions {
  /**
   * Where a model runs that does not say so in its `@ReactorModel`: `thread`, a worker thread of this process; `process`,
   * a process of its own, whose crash costs its session and nothing else; `inline`, the server's own thread, for tests
   * and debugging: a model that is busy keeps the server from answering.
   * @defaultValue 'thread'
   */
  isolation: Isolation;
  /**
   * ONNX Runtime execution providers in order of preference, such as `['cuda', 'cpu']`; with options of a provider as an
   * object, `{ name: 'cuda', deviceId: 1 }`. One that cannot be used is skipped with a warning that says why and what it
   * needs; the CPU is always the last resort.
   * @defaultValue ['cpu']
   */
  executionProviders: readonly ExecutionProvider[];
  /**
   * Numbers of the GPUs that the instances of a model take in turn: with `[0, 1]` the first instance gets GPU 0, the
   * second GPU 1, the third GPU 0. Each worker is given its number; for ONNX networks it is the `deviceId` of a provider
   * that has none. Empty leaves it to the provider.
   * @defaultValue []
   */
  deviceIds: readonly number[];
  /**
   * How far ONNX Runtime rewrites a network when it opens it: more takes longer to open and less to run.
   * @defaultValue 'all'
   */
  graphOptimization: GraphOptimization;
  /**
   * Threads of one ONNX operator on the CPU. Zero lets ONNX Runtime use every core, which starves the video encoders.
   * @defaultValue half of the machine's cores, at least 1
   */
  threads: number | undefined;
  /**
   * Let ONNX Runtime send telemetry to its vendor. Otherwise the process's `ORT_DISABLE_TELEMETRY` is set, before the
   * library is loaded for a model.
   * @defaultValue false
   */
  onnxTelemetry: boolean;
  /**
   * Load a model again when a file in the folder of its class has changed, for development: the new version takes over
   * under the viewers, with what they had set. One that does not load leaves the old one running, and viewers see why.
   * @defaultValue false
   */
  reloadOnChange: boolean;
  /**
   * From `start` until the model has loaded; then its worker is terminated and the model counts as failed. Zero waits
   * forever.
   * @defaultValue 600000
   */
  loadTimeoutMs: number;
  /**
   * From a session's start until the model's `@OnSessionStarted` hook has finished; then the session fails and the
   * worker is terminated and restarted. Zero waits forever.
   * @defaultValue 30000
   */
  beginTimeoutMs: number;
  /**
   * From the start of a command's handler until it is done; then its caller receives `handler_timeout`. Nothing
   * interrupts the handler: other commands and the next turn wait for it, and its effects still apply. The time that a
   * command is queued between two turns is not included. Zero waits forever.
   * @defaultValue 10000
   */
  handlerTimeoutMs: number;
  /**
   * How long the rules that a model's author wrote as code may take for one command: patterns, class-validator's
   * decorators, lists of classes; then it is refused with `invalid_command`. Whole milliseconds, in which the model does
   * nothing else: shorter protects its frames, longer avoids refusing valid commands on a very busy machine.
   * @defaultValue 250
   */
  ruleTimeoutMs: number;
  /**
   * How long a turn of a pipeline, or a hook, may work before a warning is logged, once for each; also how long a model
   * may keep its thread busy between two waits. Waiting for viewers, for room in the playout or for input does not
   * count. Nothing is interrupted. Zero never warns.
   * @defaultValue 5000
   */
  slowTurnMs: number;
  /**
   * From a session's end until the model's turn, its cleanup and its hooks have finished; then the worker is terminated
   * and restarted.
   * @defaultValue 10000
   */
  turnTimeoutMs: number;
  /**
   * From the shutdown until the worker has closed its providers; then it is terminated.
   * @defaultValue 5000
   */
  closeTimeoutMs: number;
  /**
   * Most megabytes of JavaScript heap in a worker thread or process (pixels and tensors are outside it); beyond, the worker ends and
   * restarts. Undefined keeps Node's own limit.
   * @defaultValue undefined
   */
  maxHeapMb: number | undefined;
  /**
   * Most megabytes of resident memory of a worker process, with pixels, tensors and native libraries; beyond, it is
   * terminated and restarted. Checked every 250 ms while its thread runs. No effect with `isolation: 'thread'`, where the
   * memory is the server's. Undefined sets no limit.
   * @defaultValue undefined
   */
  maxMemoryMb: number | undefined;
  /**
   * Frames that may be queued for the viewers of a model that declares no `bufferSize`. While the queue is full the
   * model is idle, so that a command shows in the next picture; each further frame is smoother and adds one frame of
   * latency for every viewer. The contract's pacer holds 10.
   * @defaultValue 1
   */
  bufferSize: number;
  /**
   * Pictures, or blocks of sound, that one input buffers for the model; beyond, the oldest are dropped and counted.
   * Also the most that one `read` may request.
   * @defaultValue 128
   */
  maxInputFrames: number;
  /**
   * Bytes that they may take together; beyond, the oldest are dropped, except those that a `read` waits for.
   * @defaultValue 67108864
   */
  maxInputBytes: number;
  /**
   * Pictures, or blocks of sound, of one input that may be in transit to a worker at once. Beyond, a busy worker
   * receives only the newest when it is free again; the others are dropped and counted.
   * @defaultValue 32
   */
  maxInputsUnderWay: number;
  /**
   * Where a model's random numbers start, when it loads and at the start of each session: `Math.random` of its worker,
   * and in Python those of `random`, `numpy` and `torch`. A whole number from 0 to 4294967295. Undefined leaves them
   * random.
   * @defaultValue undefined
   */
  seed: number | undefined;
}

/** What a host is created with: the module's options, and how its worker is driven. */
export interface HostOptions extends InferenceOptions {
  /** `grant` lets the model take turns one by one, as a headless run does; absent: it makes what viewers have room for. */
  readonly stepped?: true;
}

/** What holds of {@link InferenceOptions} where an application gives nothing. */
export const DEFAULT_INFERENCE_OPTIONS: Readonly<InferenceOptions> = {
  isolation: 'thread',
  executionProviders: ['cpu'],
  deviceIds: [],
  graphOptimization: 'all',
  threads: undefined,
  onnxTelemetry: false,
  reloadOnChange: false,
  loadTimeoutMs: 600_000,
  beginTimeoutMs: 30_000,
  handlerTimeoutMs: 10_000,
  ruleTimeoutMs: 250,
  slowTurnMs: 5_000,
  turnTimeoutMs: 10_000,
  closeTimeoutMs: 5_000,
  maxHeapMb: undefined,
  maxMemoryMb: undefined,
  bufferSize: 1,
  maxInputFrames: 128,
  maxInputBytes: 67_108_864,
  maxInputsUnderWay: 32,
  seed: undefined,
};

/** Seeds have 32 bits: the most that numpy takes. */
export const MAX_SEED = 0xff_ff_ff_ff;

/** Injection token of the merged options. */
export const INFERENCE_OPTIONS = Symbol('INFERENCE_OPTIONS');

/** Fills in the defaults. Throws `bad_configuration` for an invalid value. */
export function mergeInferenceOptions(options: Partial<InferenceOptions> = {}): InferenceOptions {
  const merged = withDefaults(DEFAULT_INFERENCE_OPTIONS, options);
  if (!ISOLATIONS.includes(merged.isolation)) {
    throw new ReactorError(
      'bad_configuration',
      `inference.isolation must be one of ${ISOLATIONS.join(', ')} (got ${JSON.stringify(merged.isolation)})`,
    );
  }
  if (!GRAPH_OPTIMIZATIONS.includes(merged.graphOptimization)) {
    throw new ReactorError(
      'bad_configuration',
      `inference.graphOptimization must be one of ${GRAPH_OPTIMIZATIONS.join(', ')} (got ${JSON.stringify(merged.graphOptimization)})`,
    );
  }
  checkProviders(merged.executionProviders);
  if (!merged.deviceIds.every((id) => Number.isSafeInteger(id) && id >= 0)) {
    throw new ReactorError(
      'bad_configuration',
      `inference.deviceIds must be whole numbers from 0 (got ${JSON.stringify(merged.deviceIds)})`,
    );
  }
  checkLeast('inference', merged, {
    loadTimeoutMs: 0,
    beginTimeoutMs: 0,
    handlerTimeoutMs: 0,
    slowTurnMs: 0,
    turnTimeoutMs: 0,
    closeTimeoutMs: 0,
    threads: 0,
    maxHeapMb: 0,
    maxMemoryMb: 1,
  });
  checkLeastWhole('inference', merged, {
    bufferSize: 1,
    maxInputFrames: 1,
    maxInputBytes: 1,
    maxInputsUnderWay: 1,
    ruleTimeoutMs: 1,
    seed: 0,
  });
  if (merged.seed !== undefined && merged.seed > MAX_SEED) {
    throw new ReactorError('bad_configuration', `inference.seed must be at most ${MAX_SEED} (got ${merged.seed})`);
  }
  return merged;
}
