import type { ModelMessage, ModelMessageClass } from './model-message.js';
import { OwnMetadata } from './own-metadata.js';

export interface CommandOptions<R extends ModelMessage = ModelMessage> {
  /** Name on the wire. @defaultValue the method in snake_case */
  readonly name?: string;
  readonly description?: string;
  /** Of several calls that wait, only the newest runs; the others are acknowledged without a reply. @defaultValue false */
  readonly dedupe?: boolean;
  /** The message that the handler returns; absent, the command is only acknowledged. */
  readonly reply?: ModelMessageClass<R>;
}

export interface CommandDeclaration {
  readonly method: string;
  readonly options: CommandOptions;
  /** TypeScript's own word on the parameters, used only to find classes. */
  readonly parameterTypes: readonly unknown[];
}

export const commandDeclarations = new OwnMetadata<CommandDeclaration>('command');

type Handler<R> = (...args: never[]) => R | Promise<R>;

/**
 * Makes a method a command that clients may call. Its parameters are declared with `@InputField({ name })`, or it takes
 * one class whose properties are; a parameter of type {@link Client} receives the caller.
 *
 * It runs between two turns of the generator. What it returns is the reply; `CommandError` reaches the caller as it is.
 */
export function Command<R extends ModelMessage>(
  options: CommandOptions<R> & { readonly reply: ModelMessageClass<R> },
): <H extends Handler<R>>(target: object, key: string, descriptor: TypedPropertyDescriptor<H>) => void;
export function Command(
  options?: CommandOptions & { readonly reply?: undefined },
): <H extends Handler<void>>(target: object, key: string, descriptor: TypedPropertyDescriptor<H>) => void;
export function Command(options: CommandOptions = {}) {
  return (target: object, key: string): void =>
    commandDeclarations.add(target.constructor, {
      method: key,
      options,
      parameterTypes: (Reflect.getMetadata('design:paramtypes', target, key) as unknown[] | undefined) ?? [],
    });
}
