import { ReactorError } from '../errors/index.js';

/**
 * Rejects a decorator that is written without its call: it receives the class's prototype in place of its options, and
 * would silently decorate nothing. Throws `bad_declaration`.
 *
 * @param name of the decorator
 * @param given all arguments of the call
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
