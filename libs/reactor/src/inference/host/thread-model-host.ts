import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { ModelSource } from '../../session/ports/index.js';
import type { WorkerThreadData } from '../guest/model-worker.js';
import type { WorkerChannel, WorkerChannelEvents } from '../protocol/channels.js';
import { NativeCalls } from '../protocol/native-calls.js';
import { transferring } from '../protocol/transfer-list.js';
import { receiveChecked } from './receive-checked.js';
import { checkModelFile } from './check-model-file.js';
import { DEFAULT_INFERENCE_OPTIONS, type HostOptions } from './inference.options.js';
import { ChannelModelHost } from './channel-model-host.js';
import { WORKER_CONDITION } from './worker-condition.js';

/** How long a thread is kept for a native call that does not end; beyond, its end may abort the process. */
const NATIVE_CALL_LIMIT_MS = 10_000;

const ENTRY = new URL('../guest/worker-entry.js', import.meta.url);

/** Runs a model in its own worker thread, so that the server's thread never waits for it. */
export class ThreadModelHost extends ChannelModelHost {
  /** Throws `bad_configuration` for a model without a `file`, and in a worker of another model. */
  constructor(source: ModelSource, options: HostOptions = DEFAULT_INFERENCE_OPTIONS, instance?: number) {
    super(source, options, instance);
    checkModelFile(source);
  }

  protected open(events: WorkerChannelEvents): WorkerChannel {
    const calls = new NativeCalls();
    const worker = startWorker({
      name: this.source.name,
      workerData: { reactorModel: this.source.name, nativeCalls: calls.memory } satisfies WorkerThreadData,
      resourceLimits: this.options.maxHeapMb === undefined ? {} : { maxOldGenerationSizeMb: this.options.maxHeapMb },
    });
    let cause: string | undefined;
    worker.on('message', (message: unknown) => receiveChecked(message, events));
    worker.on('messageerror', (error) => events.failed(`it sent a message that cannot be read: ${error.message}`));
    // Emitted before the exit that follows, with the reason.
    worker.on('error', (error) => {
      cause = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    });
    worker.on('exit', (code) => events.ended(cause ?? `exit code ${code}`));
    return {
      post: (message) => worker.postMessage(message, transferring(message)),
      terminate: async () => {
        await calls.close(NATIVE_CALL_LIMIT_MS);
        await worker.terminate();
      },
    };
  }
}

/**
 * With the flags of this process, conditions, loaders and source maps among them, and the worker's own condition. An explicit
 * list is rejected as a whole for one V8 or process flag: those of the process are inherited then, and the worker loads what it
 * does not need.
 */
function startWorker(options: WorkerOptions): Worker {
  try {
    return new Worker(ENTRY, { ...options, execArgv: [...process.execArgv, '-C', WORKER_CONDITION] });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_INVALID_EXEC_ARGV') throw error;
    return new Worker(ENTRY, options);
  }
}
