import { MessageField, ModelMessage } from '@nestjs-reactor/core';

export class ScheduledPrompt {
  @MessageField({ type: 'integer', description: 'To cancel it by.' }) id!: number;
  @MessageField({ description: 'What is painted from then on.' }) prompt!: string;
  @MessageField({ type: 'integer', description: 'The first chunk that shows it.' }) chunk!: number;
}

/** Always the whole state: a client that missed one, or joined later, needs no other. */
export class StateUpdate extends ModelMessage {
  static override description = 'The whole state, on connecting and after each change.';

  @MessageField({ choices: ['waiting', 'running', 'paused', 'finished'], description: 'Where the rollout stands.' })
  phase!: string;
  @MessageField({ type: 'integer', description: 'The next chunk to be made.' }) chunk!: number;
  @MessageField({ type: 'integer', description: 'Chunks that a rollout has.' }) limit!: number;
  @MessageField({ description: 'What is painted.' }) prompt!: string;
  @MessageField({ type: 'integer', description: 'What the rollout follows from, to be had again.' }) seed!: number;
  @MessageField({ type: 'array', items: { type: () => ScheduledPrompt }, description: 'Changes to come, in order.' })
  scheduled!: readonly ScheduledPrompt[];
  @MessageField({ type: 'array', items: { type: 'string' }, description: 'Commands that mean something now.' })
  validCommands!: readonly string[];
}

export class PromptAccepted extends ModelMessage {
  static override description = 'The prompt was taken over.';

  @MessageField({ description: 'What will be painted.' }) prompt!: string;
  @MessageField({ type: 'integer', description: 'The first chunk that shows it.' }) chunk!: number;
}

export class PromptScheduled extends ModelMessage {
  static override description = 'The prompt waits for its chunk.';

  @MessageField({ type: 'integer', description: 'To cancel it by.' }) id!: number;
  @MessageField({ description: 'What will be painted.' }) prompt!: string;
  @MessageField({ type: 'integer', description: 'The first chunk that will show it.' }) chunk!: number;
}

export class ChunkComplete extends ModelMessage {
  static override description = 'A chunk was made and is about to be shown.';

  @MessageField({ type: 'integer', description: 'Which one, from 0.' }) chunk!: number;
  @MessageField({ type: 'integer', description: 'Frames that it has.' }) frames!: number;
  @MessageField({ description: 'What it shows.' }) prompt!: string;
}

export class RolloutEnded extends ModelMessage {
  static override description = 'The last chunk was made; reset to begin another rollout.';

  @MessageField({ type: 'integer', description: 'Chunks that were made.' }) chunks!: number;
}
