import 'reflect-metadata';

/**
 * A list of declarations stored on a class. Reading collects the bases' first, so a subclass adds to what it inherits;
 * nothing is stored anywhere else, so two models in one process never share any.
 */
export class OwnMetadata<T> {
  private readonly key: symbol;

  constructor(name: string) {
    this.key = Symbol(`nestjs-reactor:${name}`);
  }

  add(target: object, declaration: T): void {
    Reflect.defineMetadata(this.key, [...this.own(target), declaration], target);
  }

  /** Declarations of the class itself. */
  own(target: object): readonly T[] {
    return (Reflect.getOwnMetadata(this.key, target) as T[] | undefined) ?? [];
  }

  /** Declarations of the class and its bases, in the order they were written, bases first. */
  read(target: object): T[] {
    const base = Object.getPrototypeOf(target) as object | null;
    const inherited = base === null || base === Function.prototype ? [] : this.read(base);
    return [...inherited, ...this.own(target)];
  }

  /** The same, but only the last for each key: what a subclass declares again replaces what it inherits. */
  latest(target: object, keyOf: (declaration: T) => string): T[] {
    return [...new Map(this.read(target).map((declaration) => [keyOf(declaration), declaration])).values()];
  }
}
