import { ReactorError } from '../../../errors/index.js';

/** Properties that the language reads from any object, as `await` and JSON do. */
const ASKED_OF_ANYTHING: readonly PropertyKey[] = ['then', 'toJSON'];

/**
 * A model's inputs by property. Reading one that is not declared throws `bad_declaration` instead of returning
 * undefined.
 */
export function declaredInputs<T extends object>(modelName: string, inputs: T): T {
  const declared = Object.keys(inputs).join(', ');
  return new Proxy(inputs, {
    get(target, property, receiver): unknown {
      if (typeof property === 'symbol' || property in target || ASKED_OF_ANYTHING.includes(property)) {
        return Reflect.get(target, property, receiver);
      }
      throw new ReactorError(
        'bad_declaration',
        declared === ''
          ? `${modelName} reads an input ${property} but declares no input; add input: MyInput to its @ReactorModel`
          : `${modelName} reads an input ${property}, but its input declares: ${declared}; declare it or correct its name`,
      );
    },
  });
}
