import { ReactorError } from '../errors/index.js';

/**
 * Refuses a decorator that is written without its call: it is handed the class's prototype where its options belong, and
 * would decorate nothing in silence. Throws `bad_declaration`.
 *
 * @param name of the decorator
 * @param given everything that it was called with
 */
export function refuseUncalled(name: string, given: readonly unknown[]): void {
  if (given.length < 2) return;
  const [target, key] = given as [object, unknown];
  const owner = typeof target === 'function' ? target : target.constructor;
  throw new ReactorError(
    'bad_declaration',
    `@${name} of ${owner.name}.${String(key)} is used without (); write @${name}()`,
  );
}
