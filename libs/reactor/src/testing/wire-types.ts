import type { ModelMessage } from '../authoring/index.js';

type IsUpper<C extends string> = C extends Lowercase<C> ? false : true;

type IsLowerLetter<C extends string> = C extends Uppercase<C> ? false : IsUpper<C> extends true ? false : true;

type StartsLower<S extends string> = S extends `${infer C}${string}` ? IsLowerLetter<C> : false;

/** What separates two letters of a TypeScript name on the wire. */
type Break<Before extends string, C extends string, After extends string> =
  IsUpper<C> extends false
    ? ''
    : Before extends '' | '_' | '$'
      ? ''
      : IsUpper<Before> extends false
        ? '_'
        : StartsLower<After> extends true
          ? '_'
          : '';

/** The wire name of a TypeScript one, as the framework derives it where none is declared. */
export type WireNameOf<S extends string, Before extends string = ''> = S extends `${infer C}${infer After}`
  ? `${Break<Before, C, After>}${Lowercase<C>}${WireNameOf<After, C>}`
  : '';

type Plain = string | number | boolean | null | undefined;

/** Its keys are the same on the wire, whether or not the framework renames them. */
type KeepsKeys<T> = [keyof T & string] extends [infer K extends string]
  ? [WireNameOf<K>] extends [K]
    ? true
    : false
  : never;

/** A value of a message as it is on the wire. An object whose keys a class may have renamed has any keys. */
type WireValueOf<T> = T extends Plain
  ? T
  : T extends readonly (infer Item)[]
    ? WireValueOf<Item>[]
    : unknown extends T
      ? unknown
      : string extends keyof T
        ? T
        : KeepsKeys<T> extends true
          ? { [K in keyof T]: WireValueOf<T[K]> }
          : Readonly<Record<string, unknown>>;

/**
 * A message as a client receives it: its data by wire names. A property with another name on the wire (`name` of
 * `@MessageField`) is not known to the compiler: read it from `data` as a record.
 */
export interface WireMessageOf<M> {
  readonly type: string;
  readonly data: {
    [K in Exclude<keyof M, keyof ModelMessage> & string as WireNameOf<K>]-?: WireValueOf<Exclude<M[K], undefined>>;
  };
}

/** The message in what a method returns. Every message has its base class's marker, found by its key. */
type MessageIn<R> = R extends object ? (keyof ModelMessage extends keyof R ? R : never) : never;

type ReplyOf<T> = T extends (...args: never[]) => infer R ? MessageIn<Awaited<R>> : never;

/** The methods of a model that return a message, by the wire's name for each, with that message. */
export type RepliesOf<M> = {
  [K in keyof M & string as [ReplyOf<M[K]>] extends [never] ? never : WireNameOf<K>]: ReplyOf<M[K]>;
};
