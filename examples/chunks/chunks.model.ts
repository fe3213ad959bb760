import {
  Client,
  Command,
  Idle,
  InputField,
  OnConnected,
  OnSessionStarted,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  Video,
  type VideoFrame,
} from '@nestjs-reactor/core';
import { ChunkComplete, PromptAccepted, PromptScheduled, RolloutEnded, StateUpdate } from './chunks.messages.js';
import { Panorama } from './panorama.js';
import { type Chunk, Rollout } from './rollout.js';

interface ChunksConfig {
  readonly width: number;
  readonly height: number;
  /** Chunks of a rollout; 120 are a minute. */
  readonly limit: number;
}

class ChunksOutput {
  @Video() mainVideo!: VideoFrame;
}

const PROMPT = {
  name: 'prompt',
  minLength: 1,
  maxLength: 200,
  moderate: true,
  description: 'What is painted.',
} as const;

const FIRST_PROMPT = 'a lake at dusk';

/**
 * Makes its pictures in chunks, each going on from the last, as models of video do. So changes apply from a chunk on,
 * and clients are notified from which. It has no state class: clients' requests are queued in the rollout.
 */
@ReactorModel({
  name: 'chunks',
  description: 'An endless landscape, painted chunk by chunk.',
  file: import.meta.url,
  output: ChunksOutput,
  messages: [StateUpdate, ChunkComplete, RolloutEnded],
  fps: 24,
  config: { width: 640, height: 360, limit: 120 } satisfies ChunksConfig,
})
export class Chunks extends ReactorPipeline<object, ChunksOutput> {
  private config!: ChunksConfig;
  private rollout!: Rollout;
  /** What the model remembers of the chunks before; a new prompt leaves it, a reset does not. */
  private panorama!: Panorama;

  override load(config: unknown): void {
    this.config = config as ChunksConfig;
  }

  @OnSessionStarted()
  begin(): void {
    this.beginRollout(FIRST_PROMPT, 0);
  }

  @OnConnected()
  greet(client: Client): void {
    client.send(this.snapshot());
  }

  @Command({ description: 'Begin to paint.' })
  start(): void {
    this.change('start', () => (this.rollout.phase = 'running'));
  }

  @Command({ description: 'Stop after the chunk that is being made.' })
  pause(): void {
    this.change('pause', () => (this.rollout.phase = 'paused'));
  }

  @Command({ description: 'Go on where it stopped.' })
  resume(): void {
    this.change('resume', () => (this.rollout.phase = 'running'));
  }

  @Command({ description: 'Forget everything, and wait for the start of another rollout.' })
  reset(
    @InputField({ name: 'seed', type: 'integer', default: 0, min: 0, max: 9999, description: 'What it follows from.' })
    seed: number,
  ): void {
    this.change('reset', () => {
      // What was made and is not shown yet belongs to the old rollout.
      this.output.flush();
      this.beginRollout(FIRST_PROMPT, seed);
    });
  }

  @Command({ description: 'Paint something else from the next chunk on.', reply: PromptAccepted })
  setPrompt(@InputField(PROMPT) prompt: string): PromptAccepted {
    this.change('set_prompt', () => (this.rollout.prompt = prompt));
    return PromptAccepted.of({ prompt, chunk: this.rollout.nextChunk });
  }

  @Command({ description: 'Paint something else from a later chunk on.', reply: PromptScheduled })
  schedulePrompt(
    @InputField(PROMPT) prompt: string,
    @InputField({ name: 'chunk', type: 'integer', min: 0, description: 'The first chunk that is to show it.' })
    chunk: number,
  ): PromptScheduled {
    return PromptScheduled.of(this.change('schedule_prompt', () => this.rollout.schedule(prompt, chunk)));
  }

  @Command({ description: 'Take back a change that waits.' })
  cancelPrompt(@InputField({ name: 'id', type: 'integer', min: 1, description: 'Which one.' }) id: number): void {
    this.change('cancel_prompt', () => this.rollout.cancel(id));
  }

  *inference(): Generator<Turn<ChunksOutput>, void, void> {
    for (;;) {
      const before = this.rollout.prompt;
      const chunk = this.rollout.begin();
      if (chunk === undefined) {
        yield Idle;
        continue;
      }
      const mainVideo = this.paint(chunk);
      this.send(ChunkComplete.of({ chunk: chunk.index, frames: chunk.frames, prompt: chunk.prompt }));
      const isLast = this.rollout.phase === 'finished';
      if (isLast) this.send(RolloutEnded.of({ chunks: chunk.index + 1 }));
      if (isLast || chunk.prompt !== before) this.send(this.snapshot());
      yield { mainVideo };
    }
  }

  private paint({ index, frames, prompt }: Chunk): VideoFrame[] {
    this.panorama.mark(index, prompt);
    return Array.from({ length: frames }, (_, frame) =>
      this.panorama.next(prompt).withMetadata({ chunk: index, frame }),
    );
  }

  private beginRollout(prompt: string, seed: number): void {
    const { width, height, limit } = this.config;
    this.rollout = new Rollout(prompt, seed, limit);
    this.panorama = new Panorama(width, height, seed, prompt);
  }

  /** Applies it where it is possible, and sends the new state to all clients. */
  private change<T>(command: string, apply: () => T): T {
    this.rollout.check(command);
    const result = apply();
    this.send(this.snapshot());
    return result;
  }

  private snapshot(): StateUpdate {
    const { phase, nextChunk: chunk, limit, prompt, seed, scheduled, validCommands } = this.rollout;
    return StateUpdate.of({ phase, chunk, limit, prompt, seed, scheduled, validCommands });
  }
}
