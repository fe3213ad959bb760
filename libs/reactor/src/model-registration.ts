import type { ModelEntry } from './program/index.js';

/** A model that a feature module registers. */
export class ModelRegistration {
  constructor(readonly model: ModelEntry) {}
}
