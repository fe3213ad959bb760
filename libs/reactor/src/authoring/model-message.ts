import { OwnMetadata } from './own-metadata.js';
import { toWireName } from './wire-name.js';

export interface MessageFieldOptions {
  readonly description?: string;
  readonly default?: unknown;
  /** Needed where no default tells. */
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
  /** Name on the wire. @defaultValue the property in snake_case */
  readonly name?: string;
}

export interface MessageFieldDeclaration {
  readonly property: string;
  readonly options: MessageFieldOptions;
  /** The property's TypeScript type, where the compiler kept it. */
  readonly designType: unknown;
}

export const messageFields = new OwnMetadata<MessageFieldDeclaration>('message-field');

/** Declares a property of a message: only declared ones are sent. */
export function MessageField(options: MessageFieldOptions = {}): PropertyDecorator {
  return (target, key) =>
    messageFields.add(target.constructor, {
      property: String(key),
      options,
      designType: Reflect.getMetadata('design:type', target, key),
    });
}

/**
 * What a model tells its clients: the typed reply to a command, or news for one or all of them. Its wire name is the
 * class's in snake_case, unless a static `wireName` says otherwise; a static `description` travels in the schema.
 */
export abstract class ModelMessage {
  static wireName?: string;
  static description?: string;

  /** A message with these values; properties left out keep their defaults. */
  static of<T extends ModelMessage>(this: new () => T, values: Partial<Omit<T, keyof ModelMessage>> = {}): T {
    const message = new this();
    for (const { property, options } of messageFields.read(this)) {
      const slot = message as Record<string, unknown>;
      if (slot[property] === undefined && options.default !== undefined)
        slot[property] = structuredClone(options.default);
    }
    return Object.assign(message, values);
  }
}

export type ModelMessageClass<T extends ModelMessage = ModelMessage> = (new () => T) & {
  wireName?: string;
  description?: string;
};

export function messageWireName(messageClass: ModelMessageClass): string {
  return messageClass.wireName ?? toWireName(messageClass.name);
}
