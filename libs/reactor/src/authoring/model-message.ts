import { messageFieldsOf } from './message-field.decorator.js';
import { toWireName } from './wire-name.js';

/** Marks the type of a message: its class has no members of its own, and anything would be one. */
declare const modelMessage: unique symbol;

/**
 * A message from a model to its clients: the typed reply to a command, or a notification for one or all of them. Its
 * wire name is the class's in snake_case, unless a static `wireName` sets another; a static `description` becomes part
 * of the schema.
 */
export abstract class ModelMessage {
  static wireName?: string;
  static description?: string;

  /** Never set. */
  declare readonly [modelMessage]?: true;

  /** A message with these values; omitted or undefined properties keep their defaults. */
  static of<T extends ModelMessage>(this: new () => T, values: Partial<Omit<T, keyof ModelMessage>> = {}): T {
    const message = new this();
    const slots = message as Record<string, unknown>;
    for (const { property, options } of messageFieldsOf(this)) {
      if (options.default !== undefined) slots[property] ??= structuredClone(options.default);
    }
    for (const [property, value] of Object.entries(values)) if (value !== undefined) slots[property] = value;
    return message;
  }
}

export type ModelMessageClass<T extends ModelMessage = ModelMessage> = (new () => T) & {
  wireName?: string;
  description?: string;
};

export function messageWireName(messageClass: ModelMessageClass): string {
  return messageClass.wireName ?? toWireName(messageClass.name);
}
