import { ISOLATIONS, type ReactorModelOptions } from '../../authoring/index.js';
import { describeValue } from '../../errors/index.js';
import type { DeclarationProblems } from '../manifest/declaration-problems.js';

/** Types of the options of `@ReactorModel`; names and bounds are checked elsewhere. */
const FORMS: Readonly<Record<keyof ReactorModelOptions, 'class' | 'list' | 'text' | 'place' | 'isolation' | 'any'>> = {
  name: 'text',
  description: 'text',
  file: 'place',
  state: 'class',
  output: 'class',
  input: 'class',
  messages: 'list',
  fps: 'any',
  bufferSize: 'any',
  instances: 'any',
  restart: 'text',
  isolation: 'isolation',
  imports: 'list',
  providers: 'list',
  config: 'any',
};

const WANTED = {
  class: 'a class, not an instance or a list',
  list: 'a list',
  text: 'a text',
  place: 'import.meta.url',
  isolation: `one of ${ISOLATIONS.join(', ')}`,
  any: '',
};

/**
 * Options of a model with types that the compiler would have rejected: in JavaScript, or where types are not checked.
 */
export function refuseBadOptions(modelName: string, options: ReactorModelOptions, problems: DeclarationProblems): void {
  for (const [option, value] of Object.entries(options) as [string, unknown][]) {
    const form = Object.hasOwn(FORMS, option) ? FORMS[option as keyof ReactorModelOptions] : undefined;
    if (form === undefined) {
      problems.add(modelName, `@ReactorModel has no option ${option}; it takes ${Object.keys(FORMS).join(', ')}`);
    } else if (value !== undefined && !fits(value, form)) {
      problems.add(modelName, `${option} of its @ReactorModel is ${describeValue(value)}; give it ${WANTED[form]}`);
    }
  }
}

function fits(value: unknown, form: keyof typeof WANTED): boolean {
  switch (form) {
    case 'class':
      return typeof value === 'function';
    case 'list':
      return Array.isArray(value);
    case 'text':
      return typeof value === 'string';
    case 'place':
      return typeof value === 'string' || value instanceof URL;
    case 'isolation':
      return (ISOLATIONS as readonly unknown[]).includes(value);
    case 'any':
      return true;
  }
}
