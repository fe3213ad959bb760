import { ReactorError } from '../errors/index.js';
import { choicesOf } from './field-kind.js';
import type { ClassReference } from './input-field.options.js';
import { OwnMetadata } from './own-metadata.js';
import { refuseUncalled } from './refuse-uncalled.js';
import { toWireName } from './wire-name.js';

/** What a message's property holds. `object` may have any keys. */
export type MessageFieldKind = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';

/** What one property of a message guarantees to clients. */
export interface MessageFieldOptions {
  /** One sentence for client developers; part of the schema. */
  readonly description?: string;
  /** Sent where the property is undefined. A property without one must have a value when the message is sent. */
  readonly default?: unknown;
  /**
   * Required where it follows from neither the choices, the default nor the property's own type; without it any value
   * that JSON can encode is sent. A function that returns a class stands for a nested object of that class's
   * `@MessageField` properties.
   */
  readonly type?: MessageFieldKind | (() => ClassReference);
  /** What an array's items or an object's values are. */
  readonly items?: MessageFieldOptions;
  /** The only values that are sent: a list, or a TypeScript enum. */
  readonly choices?: readonly (string | number)[] | Readonly<Record<string, string | number>>;
  /** Null may be sent. */
  readonly nullable?: boolean;
  /** Name on the wire. @defaultValue the property in snake_case */
  readonly name?: string;
}

/** One `@MessageField`, as written; its options include the type where it was inferred from the property. */
export interface MessageFieldDeclaration {
  readonly property: string;
  /** On the wire. */
  readonly name: string;
  readonly options: MessageFieldOptions;
}

const declarations = new OwnMetadata<MessageFieldDeclaration>('message-field');

const DESIGN_KINDS: ReadonlyMap<unknown, MessageFieldKind> = new Map<unknown, MessageFieldKind>([
  [String, 'string'],
  [Number, 'number'],
  [Boolean, 'boolean'],
  [Array, 'array'],
]);

/** Declares a property of a message, or of a class nested in one: only declared ones are sent. */
export function MessageField(options?: MessageFieldOptions): PropertyDecorator;
export function MessageField(options: MessageFieldOptions = {}, ...uncalled: unknown[]): PropertyDecorator {
  refuseUncalled('MessageField', [options, ...uncalled]);
  return (target, key) => {
    const property = String(key);
    if (typeof target === 'function') {
      throw new ReactorError(
        'bad_declaration',
        `${target.name}.${property} is static, and messages are instances; remove static, or @MessageField`,
      );
    }
    declarations.add(target.constructor, {
      property,
      name: options.name ?? toWireName(property),
      options: withType(options, Reflect.getMetadata('design:type', target, key)),
    });
  };
}

/** The declared properties of a class and its bases, in order; one that is declared again counts once, as its last. */
export function messageFieldsOf(owner: object): MessageFieldDeclaration[] {
  return declarations.latest(owner, ({ property }) => property);
}

function withType(options: MessageFieldOptions, designType: unknown): MessageFieldOptions {
  const type = options.type ?? ofChoices(options) ?? ofDefault(options.default) ?? ofDesign(designType);
  return type === undefined ? options : { ...options, type };
}

function ofChoices(options: MessageFieldOptions): MessageFieldKind | undefined {
  const choices = choicesOf(options);
  if (choices === undefined || choices.length === 0) return undefined;
  if (choices.every((choice) => typeof choice === 'string')) return 'string';
  return choices.every((choice) => typeof choice === 'number') ? 'number' : undefined;
}

function ofDefault(value: unknown): MessageFieldKind | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return 'array';
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? (typeof value as 'string' | 'number' | 'boolean')
    : 'object';
}

function ofDesign(type: unknown): MessageFieldOptions['type'] {
  const kind = DESIGN_KINDS.get(type);
  if (kind !== undefined || typeof type !== 'function' || declarations.read(type).length === 0) return kind;
  return () => type as ClassReference;
}
