import process from 'node:process';
import { ReactorError } from '../../errors/index.js';
import type { ModelSource } from '../../session/ports/index.js';
import type { WorkerChannel, WorkerChannelEvents } from '../protocol/channels.js';
import { ChannelModelHost } from './channel-model-host.js';
import { DEFAULT_INFERENCE_OPTIONS, type HostOptions } from './inference.options.js';
import { ProcessChannel } from './process-channel.js';

/** Runs a model that is a program of its own, in whatever language, by the worker protocol. */
export class ProgramModelHost extends ChannelModelHost {
  /** Throws `bad_configuration` for a source without a program. */
  constructor(source: ModelSource, options: HostOptions = DEFAULT_INFERENCE_OPTIONS, instance?: number) {
    super(source, options, instance);
    if (source.program !== undefined) return;
    throw new ReactorError('bad_configuration', `${source.className} is no program; give its source one`);
  }

  protected open(events: WorkerChannelEvents): WorkerChannel {
    const { command, args, env, ...others } = this.source.program!;
    return new ProcessChannel(
      { ...others, command, args: [...args, this.source.name], env: { ...process.env, ...env } },
      events,
    );
  }
}
