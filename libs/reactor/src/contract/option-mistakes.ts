import type { ReactorModelOptions } from '../authoring/index.js';
import { describeValue } from '../errors/index.js';
import type { DeclarationProblems } from './declaration-problems.js';

/** What each option of `@ReactorModel` is, where its type alone can be wrong; names and bounds are looked at elsewhere. */
const FORMS: Readonly<Record<keyof ReactorModelOptions, 'class' | 'list' | 'text' | 'place' | 'any'>> = {
  name: 'text',
  description: 'text',
  file: 'place',
  state: 'class',
  output: 'class',
  input: 'class',
  messages: 'list',
  fps: 'any',
  bufferSize: 'any',
  imports: 'list',
  providers: 'list',
  config: 'any',
};

const WANTED = {
  class: 'a class, not an instance or a list',
  list: 'a list',
  text: 'a text',
  place: 'import.meta.url',
  any: '',
};

/** Options of a model that the compiler would not have let pass: in JavaScript, or where nobody checks types. */
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
    default:
      return true;
  }
}
