import type { ClassReference, InputFieldOptions } from './input-field.options.js';
import { parameterDeclarations } from './field-declarations.js';
import type { ModelMessage, ModelMessageClass } from './model-message.js';
import type { PlayHint } from './play-hints.js';
import { OwnMetadata } from './own-metadata.js';
import { refuseUncalled } from './refuse-uncalled.js';

/** Of a command that a method of the model carries out. */
export interface CommandOptions<R extends ModelMessage = ModelMessage> {
  /** Name on the wire. @defaultValue the method in snake_case */
  readonly name?: string;
  /** One sentence for client developers; part of the schema. */
  readonly description?: string;
  /**
   * Of several pending calls, only the newest runs; the others are acknowledged without a reply. @defaultValue false
   */
  readonly dedupe?: boolean;
  /** How a person plays it on the picture, with keys, a pointer or a gamepad. @defaultValue a page draws a form */
  readonly ui?: PlayHint;
  /** The message that the handler returns; absent, the command is only acknowledged. */
  readonly reply?: ModelMessageClass<R>;
  /**
   * Classes of the parameters by position, for compilers that keep no types of parameters (esbuild and tools built on
   * it): `[MoveInput, Client]`. @defaultValue what TypeScript's `emitDecoratorMetadata` kept
   */
  readonly parameters?: readonly (ClassReference | undefined)[];
}

export interface CommandDeclaration {
  readonly method: string;
  readonly options: CommandOptions;
  /** Classes of the parameters, where known. */
  readonly parameterTypes: readonly unknown[];
  /** `@InputField` by position, of this declaration alone: one that overrides another inherits none of its parameters. */
  readonly fields: ReadonlyMap<number, InputFieldOptions>;
  /** Parameters without a default, as JavaScript counts them. */
  readonly arity: number;
}

export const commandDeclarations = new OwnMetadata<CommandDeclaration>('command');

type Handler<R> = (...args: never[]) => R | Promise<R>;

/**
 * Makes a method a command that clients may call. Its parameters are declared with `@InputField({ name })`, or it takes
 * one class whose properties are; a parameter of type {@link Client} receives the caller.
 *
 * It runs between two turns of the generator. What it returns is the reply; a `CommandError` reaches the caller
 * unchanged.
 */
export function Command<R extends ModelMessage>(
  options: CommandOptions<R> & { readonly reply: ModelMessageClass<R> },
): <H extends Handler<R>>(target: object, key: string, descriptor: TypedPropertyDescriptor<H>) => void;
export function Command(
  options?: CommandOptions & { readonly reply?: undefined },
): <H extends Handler<void>>(target: object, key: string, descriptor: TypedPropertyDescriptor<H>) => void;
export function Command(options: CommandOptions = {}, ...uncalled: unknown[]) {
  refuseUncalled('Command', [options, ...uncalled]);
  return (target: object, key: string, descriptor: PropertyDescriptor): void => {
    const own = parameterDeclarations.own(target.constructor).filter(({ method }) => method === key);
    const types = Reflect.getMetadata('design:paramtypes', target, key) as unknown[] | undefined;
    commandDeclarations.add(target.constructor, {
      method: key,
      options,
      parameterTypes: options.parameters ?? types ?? [],
      fields: new Map(own.map((parameter) => [parameter.index, parameter.options])),
      arity: (descriptor.value as (...args: unknown[]) => unknown).length,
    });
  };
}
