import type { Type } from '@nestjs/common';
import type { ModelEntry } from '@nestjs-reactor/core';
import { EXAMPLES, PYTHON_EXAMPLES } from '#examples';
import { Dreamdrive } from './dreamdrive/dreamdrive.model.js';
import { Dreamfield } from './dreamfield/dreamfield.model.js';

/** Every class that the default app can serve, by the name of its model. */
export const CATALOGUE: Readonly<Record<string, Type<unknown>>> = {
  dreamfield: Dreamfield,
  dreamdrive: Dreamdrive,
  ...EXAMPLES,
};

/** Names of all models that the default app can serve, those in Python among them. */
export const MODEL_NAMES: readonly string[] = [...Object.keys(CATALOGUE), ...Object.keys(PYTHON_EXAMPLES)];

/**
 * These models, in order; a name with dashes, as of a folder, is the same with underscores. Throws for a name that nobody
 * has, naming those that there are.
 */
export function pickModels(names: readonly string[]): ModelEntry[] {
  return names.map((name) => {
    const wireName = name.replaceAll('-', '_');
    if (Object.hasOwn(CATALOGUE, wireName)) return CATALOGUE[wireName]!;
    if (Object.hasOwn(PYTHON_EXAMPLES, wireName)) return PYTHON_EXAMPLES[wireName]!();
    throw new Error(`No model is called '${name}'. REACTOR_MODEL and --model take: ${MODEL_NAMES.join(', ')}`);
  });
}
