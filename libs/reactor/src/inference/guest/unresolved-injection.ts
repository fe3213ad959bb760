import type { Type } from '@nestjs/common';
import type { ModelContract } from '../../contract/binding/index.js';
import { ReactorError } from '../../errors/index.js';

/** Shape of Nest's `UnknownDependenciesException`, which has no public export. */
interface UnknownDependency {
  /** The class that cannot be instantiated. */
  readonly type: string | symbol;
  readonly context: {
    /** The parameter's place; absent for a property. */
    readonly index?: number;
    readonly key?: string | symbol;
    /** The requested token. */
    readonly name?: string | symbol | Type<unknown>;
  };
}

/**
 * Nest's error for a model's context, in terms of the author's code; any other error unchanged. Nest's own names an
 * internal module that no author knows.
 */
export function unresolvedInjection(contract: ModelContract, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const model = contract.modelClass.name;
  if (error.constructor.name === 'UndefinedDependencyException') {
    return new ReactorError(
      'bad_declaration',
      `${model} or one of its providers injects a class that is undefined at that point, usually because of a circular import; ` +
        'move one of the classes to its own file, or inject it with @Inject(forwardRef(() => …))',
      { cause: error },
    );
  }
  if (error.constructor.name !== 'UnknownDependenciesException' || !('context' in error)) return error;
  const { type, context } = error as unknown as UnknownDependency;
  const owner = String(type);
  const place =
    context.index === undefined ? `${owner}.${String(context.key)}` : `parameter ${context.index + 1} of ${owner}`;
  return new ReactorError('bad_declaration', `${place} ${complaint(contract, owner, context.name)}`, { cause: error });
}

function complaint(contract: ModelContract, owner: string, token: UnknownDependency['context']['name']): string {
  if (token === undefined || token === Object) {
    return 'has no class at run time; import its class as a value instead of with import type, or use a token with @Inject';
  }
  const wanted = typeof token === 'function' ? token.name : String(token);
  const asks = `asks for ${wanted}, which is not provided in the model's worker`;
  const own = [contract.modelClass, ...contract.providers].some((provider) => nameOf(provider) === owner);
  return own
    ? `${asks}; add ${wanted} to @ReactorModel({ providers }) of ${contract.modelClass.name}, or a module that exports it to imports`
    : `${asks}; provide or import it in the module that provides ${owner}: the worker has only the providers and imports named in @ReactorModel of ${contract.modelClass.name}`;
}

function nameOf(provider: ModelContract['providers'][number]): string | undefined {
  if (typeof provider === 'function') return provider.name;
  const { provide } = provider;
  return typeof provide === 'function' ? (provide as Type<unknown>).name : String(provide);
}
