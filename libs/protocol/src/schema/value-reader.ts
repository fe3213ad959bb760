import { isObject } from '../shape.js';
import type { SchemaField, SchemaValue } from './model-schema.js';
import { SchemaError } from './schema-error.js';

type Json = Record<string, unknown>;

const REFERENCE = /^#\/components\/schemas\/(\w+)$/;

/** Values in one document. Components that refer to each other twice exceed any size within a few levels. */
const MAX_VALUES = 20_000;

const BOUNDS = { min: 'minimum', max: 'maximum', minLength: 'minLength', maxLength: 'maxLength' } as const;

/**
 * Reads the values of one document. What it does not know is read as `any`: a model in Python may use all of JSON Schema
 * in its messages. So is a component within itself.
 */
export class ValueReader {
  private values = 0;

  /** @param components schemas by name */
  constructor(private readonly components: Json) {}

  /** The named values of an object's schema, or of the component that it refers to. Throws {@link SchemaError}. */
  readFields(schema: Json, place: string, around: readonly string[] = []): SchemaField[] {
    const { found, inside } = this.resolve(schema, place, around);
    const { properties = {}, required = [] } = found;
    if (!isObject(properties) || !Array.isArray(required)) {
      throw new SchemaError(`${place} must have properties as an object and required as an array`, place);
    }
    return Object.entries(properties).map(([name, value]) => {
      const field = isObject(value) ? value : {};
      return {
        name,
        required: required.includes(name),
        ...('default' in field ? { default: field['default'] } : {}),
        ...(typeof field['description'] === 'string' ? { description: field['description'] } : {}),
        ...this.readValue(field, `${place}.${name}`, inside),
      };
    });
  }

  private readValue(given: Json, place: string, around: readonly string[]): SchemaValue {
    if (++this.values > MAX_VALUES) throw new SchemaError(`the document has more than ${MAX_VALUES} values`, place);
    const [bare, besideNull] = withoutNull(given);
    const { found, inside } = this.resolve(bare, place, around);
    const { enum: choices, pattern = found['x-reactor-pattern'] } = found;
    const kind = kindOf(found);
    const items = kind === 'array' ? found['items'] : kind === 'record' ? found['additionalProperties'] : undefined;
    const inner = isObject(items) ? this.readValue(items, `${place}[]`, inside) : undefined;
    return {
      kind,
      nullable: besideNull || (Array.isArray(choices) && choices.includes(null)),
      ...(Array.isArray(choices) ? { choices: choices.filter((choice) => choice !== null) } : {}),
      ...Object.fromEntries(
        Object.entries(BOUNDS).flatMap(([key, word]) => (typeof found[word] === 'number' ? [[key, found[word]]] : [])),
      ),
      ...(typeof pattern === 'string' ? { pattern } : {}),
      // `items: {}` says as much as none.
      ...(inner === undefined || isUnbounded(inner) ? {} : { items: inner }),
      ...(kind === 'object' ? { fields: this.readFields(found, place, inside) } : {}),
    };
  }

  /** @returns the schema with the component in it that it refers to, and the components that it is inside of */
  private resolve(schema: Json, place: string, around: readonly string[]): { found: Json; inside: readonly string[] } {
    const { $ref, ...outer } = schema;
    if ($ref === undefined) return { found: schema, inside: around };
    const name = referredTo(schema);
    const component = name !== undefined && Object.hasOwn(this.components, name) ? this.components[name] : undefined;
    if (name === undefined || !isObject(component)) {
      throw new SchemaError(`${place} refers to ${JSON.stringify($ref)}, which is not in the document`, place);
    }
    return around.includes(name)
      ? { found: {}, inside: around }
      : { found: { ...component, ...outer }, inside: [...around, name] };
  }
}

/** `Report` of a reference to `#/components/schemas/Report`. */
export function referredTo({ $ref }: Json): string | undefined {
  return typeof $ref === 'string' ? REFERENCE.exec($ref)?.[1] : undefined;
}

function kindOf({ type, format, properties }: Json): SchemaValue['kind'] {
  if (format === 'reactor-upload-reference') return 'file';
  switch (type) {
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
    case 'array':
      return type;
    case 'object':
      return properties === undefined ? 'record' : 'object';
    default:
      return 'any';
  }
}

/** @returns the schema itself, or the one that is an alternative to null, with the keywords around them */
function withoutNull(schema: Json): [Json, boolean] {
  const { anyOf, ...outer } = schema;
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return [schema, false];
  const others = anyOf.filter((one: unknown) => isObject(one) && one['type'] !== 'null') as Json[];
  return others.length === 1 ? [{ ...others[0], ...outer }, true] : [schema, false];
}

function isUnbounded(value: SchemaValue): boolean {
  return value.kind === 'any' && !value.nullable && value.choices === undefined;
}
