import { hydrateField } from './hydrate-field.js';
import type { ModelContract } from './model-contract.js';

/** A new state with every declared default, none shared with another session. */
export function createState(contract: ModelContract): object {
  if (contract.stateClass === undefined) return {};
  const state = new contract.stateClass() as Record<string, unknown>;
  for (const field of contract.stateFields) {
    state[field.property] = hydrateField(field, structuredClone(field.fallback));
  }
  return state;
}
