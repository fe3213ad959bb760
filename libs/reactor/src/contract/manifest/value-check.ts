import { firstBreach, isObject, itemsOf, type ValueKind, type ValueRules } from '../../authoring/index.js';
import { ReactorError } from '../../errors/index.js';
import type { FieldProblems } from './field-problems.js';
import { UPLOAD_REFERENCE_PATH } from './upload-reference-schema.js';
import type { ObjectSchema, ValueSchema } from './value-schema.js';

/** The schema of one value, compiled once. */
export class ValueCheck {
  readonly kind: ValueKind | undefined;
  readonly nullable: boolean;
  private readonly rules: ValueRules;
  private readonly inside: ObjectCheck | undefined;
  private readonly items: ValueCheck | undefined;
  /** Is an object of declared keys somewhere in the type? */
  private readonly holdsObject: boolean;

  /**
   * Throws `bad_declaration` for a schema that it cannot read.
   *
   * @param place of the schema, for that error
   * @param within the schema is part of a secret value
   */
  constructor(
    private readonly schema: ValueSchema,
    place: string,
    within = false,
  ) {
    const bare = withoutNull(schema, place);
    const secret = within || schema.writeOnly === true;
    this.kind = kindOf(bare, place);
    this.nullable = bare !== schema || (schema.enum?.includes(null) ?? false);
    const items = itemSchema(this.kind, bare);
    this.items = items === undefined ? undefined : new ValueCheck(items, `${place}, items`, secret);
    if (this.items?.kind === 'file') throw unreadable(`${place}, items`, 'a file is an argument of its own');
    this.inside = this.kind === 'object' ? new ObjectCheck(bare as ObjectSchema, place, secret) : undefined;
    if (this.inside?.takesFile) throw unreadable(place, 'a file is an argument of its own');
    this.holdsObject = this.inside !== undefined || (this.items?.holdsObject ?? false);
    this.rules = {
      kind: this.kind,
      choices: bare.enum?.filter((choice) => choice !== null),
      min: bare.minimum,
      max: bare.maximum,
      minLength: bare.minLength,
      maxLength: bare.maxLength,
      items: this.items?.rules,
      nullable: this.nullable,
      secret,
    };
  }

  /** A new value where none was sent; undefined where the schema names none. */
  fallback(): unknown {
    const { default: given } = this.schema;
    if (given === undefined) return this.nullable ? null : undefined;
    return this.complete(structuredClone(given), '', undefined);
  }

  /**
   * The value with defaults for what it leaves out, at every depth. One of another type is left unchanged.
   *
   * @param problems receives unknown and missing keys
   */
  complete(value: unknown, path: string, problems: FieldProblems | undefined): unknown {
    const { inside, items } = this;
    if (inside !== undefined) return isObject(value) ? inside.complete(path, value, `${path}.`, problems) : value;
    if (items === undefined || !items.holdsObject) return value;
    if (Array.isArray(value)) return value.map((item, i) => items.complete(item, `${path}[${i}]`, problems));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, items.complete(item, `${path}.${key.slice(0, 40)}`, problems)]),
    );
  }

  /** Types, bounds and choices. Of the items of one array or record, plain ones are reported up to the first bad one. */
  check(value: unknown, path: string, problems: FieldProblems): void {
    const breach = firstBreach(this.rules, value);
    if (breach !== undefined) {
      problems.add(path + breach.at, () => `${path}${breach.at} ${breach.text}`);
      return;
    }
    if (isObject(value)) this.inside?.check(value, `${path}.`, problems);
    if (this.items?.holdsObject !== true) return;
    for (const [at, item] of itemsOf(value)) this.items.check(item, path + at, problems);
  }
}

/** The schema of named values, compiled once. */
export class ObjectCheck {
  readonly fields: ReadonlyMap<string, ValueCheck>;
  private readonly required: ReadonlySet<string>;

  constructor(schema: ObjectSchema, place: string, within = false) {
    this.fields = new Map(
      Object.entries(schema.properties).map(([name, value]) => [
        name,
        new ValueCheck(value, `${place}.${name}`, within),
      ]),
    );
    this.required = new Set(schema.required);
    const strange = [...this.required].find((name) => !this.fields.has(name));
    if (strange !== undefined) throw unreadable(place, `required names ${strange}, which is no property`);
  }

  get takesFile(): boolean {
    return [...this.fields.values()].some(({ kind }) => kind === 'file');
  }

  isRequired(name: string): boolean {
    return this.required.has(name);
  }

  /**
   * The values with defaults for omitted ones, and declared keys only. Files are sent separately, so they are left out.
   *
   * @param owner whose values they are, for messages: a command or the path of a nested object
   * @param place path before the names, `pose.`, or nothing
   */
  complete(
    owner: string,
    given: Readonly<Record<string, unknown>>,
    place: string,
    problems: FieldProblems | undefined,
  ): Record<string, unknown> {
    for (const key of Object.keys(given)) if (!this.fields.has(key)) this.addUnknown(owner, key, place, problems);
    const filled: Record<string, unknown> = {};
    for (const [name, field] of this.fields) {
      if (field.kind === 'file') continue;
      const path = place + name;
      const sent = Object.hasOwn(given, name) ? given[name] : undefined;
      if (sent === undefined && this.required.has(name)) problems?.add(path, () => `${path} is missing`);
      else {
        const value = sent === undefined ? field.fallback() : field.complete(sent, path, problems);
        if (value !== undefined) filled[name] = value;
      }
    }
    return filled;
  }

  check(values: Readonly<Record<string, unknown>>, place: string, problems: FieldProblems): void {
    for (const [name, field] of this.fields) {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value !== undefined) field.check(value, place + name, problems);
    }
  }

  addUnknown(owner: string, key: string, place: string, problems: FieldProblems | undefined): void {
    const path = place + key.slice(0, 80);
    const takes = this.fields.size === 0 ? 'nothing' : [...this.fields.keys()].join(', ');
    problems?.add(path, () => `${path} is unknown; ${owner} takes ${takes}`);
  }
}

/** The schema itself, or the one beside null with the outer schema's other keywords. */
function withoutNull(schema: ValueSchema, place: string): ValueSchema {
  const { anyOf, ...outer } = schema;
  if (anyOf === undefined) return schema;
  const [inner, none, ...others] = anyOf;
  if (inner !== undefined && inner.anyOf === undefined && none?.type === 'null' && others.length === 0) {
    return { ...inner, ...outer };
  }
  throw unreadable(place, "anyOf must be [schema, { type: 'null' }]");
}

function kindOf(schema: ValueSchema, place: string): ValueKind | undefined {
  const { $ref, type, properties } = schema;
  if ($ref !== undefined) {
    if ($ref === UPLOAD_REFERENCE_PATH) return 'file';
    throw unreadable(place, `$ref must be ${UPLOAD_REFERENCE_PATH}`);
  }
  switch (type) {
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
    case 'array':
      return type;
    case 'object':
      return properties === undefined ? 'record' : 'object';
    case undefined:
      return schema.enum === undefined ? undefined : 'mixed';
    case 'null':
      throw unreadable(place, "the type null is only read in anyOf: [schema, { type: 'null' }]");
    default:
      throw unreadable(place, `${JSON.stringify(type satisfies never)} is no type`);
  }
}

function itemSchema(
  kind: ValueKind | undefined,
  { items, additionalProperties }: ValueSchema,
): ValueSchema | undefined {
  if (kind === 'array') return items;
  return kind === 'record' && typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

function unreadable(place: string, what: string): ReactorError {
  return new ReactorError('bad_declaration', `the schema of ${place} cannot be read: ${what}`);
}
