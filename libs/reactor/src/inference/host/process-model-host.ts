import { fileURLToPath } from 'node:url';
import type { ModelSource } from '../../session/ports/index.js';
import type { WorkerChannel, WorkerChannelEvents } from '../protocol/channels.js';
import { checkModelFile } from './check-model-file.js';
import { childFlags, childNodeOptions } from './child-flags.js';
import { ChannelModelHost } from './channel-model-host.js';
import { DEFAULT_INFERENCE_OPTIONS, type HostOptions } from './inference.options.js';
import { ProcessChannel } from './process-channel.js';
import { WORKER_CONDITION } from './worker-condition.js';

const ENTRY = fileURLToPath(new URL('../guest/process-entry.js', import.meta.url));

/**
 * Runs a model in a process of its own: a native crash, `process.exit()`, `process.abort()` or a lack of memory costs its
 * session and nothing else.
 */
export class ProcessModelHost extends ChannelModelHost {
  /** Throws `bad_configuration` for a model without a `file`, and in a worker of another model. */
  constructor(source: ModelSource, options: HostOptions = DEFAULT_INFERENCE_OPTIONS, instance?: number) {
    super(source, options, instance);
    checkModelFile(source);
  }

  protected open(events: WorkerChannelEvents): WorkerChannel {
    const { maxHeapMb } = this.options;
    const { NODE_OPTIONS: nodeOptions, ...env } = process.env;
    // After the flags of this process: the last one counts.
    const heap = maxHeapMb === undefined ? [] : [`--max-old-space-size=${Math.max(1, Math.round(maxHeapMb))}`];
    return new ProcessChannel(
      {
        command: process.execPath,
        args: [...childFlags(), '-C', WORKER_CONDITION, ...heap, ENTRY, this.source.name],
        env: nodeOptions === undefined ? env : { ...env, NODE_OPTIONS: childNodeOptions(nodeOptions) },
      },
      events,
    );
  }
}
