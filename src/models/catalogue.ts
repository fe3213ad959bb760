import type { Type } from '@nestjs/common';
import { EXAMPLES } from '#examples';
import { Dreamfield } from './dreamfield/dreamfield.model.js';

/** Every model that the default app can serve, by name. */
export const CATALOGUE: Readonly<Record<string, Type<unknown>>> = { dreamfield: Dreamfield, ...EXAMPLES };

/**
 * The classes of these models, in order; a name with dashes, as of a folder, is the same with underscores. Throws for a
 * name that nobody has, naming those that there are.
 */
export function pickModels(names: readonly string[]): Type<unknown>[] {
  return names.map((name) => {
    const wireName = name.replaceAll('-', '_');
    const model = Object.hasOwn(CATALOGUE, wireName) ? CATALOGUE[wireName] : undefined;
    if (model !== undefined) return model;
    throw new Error(
      `No model is called '${name}'. REACTOR_MODEL and --model take: ${Object.keys(CATALOGUE).join(', ')}`,
    );
  });
}
