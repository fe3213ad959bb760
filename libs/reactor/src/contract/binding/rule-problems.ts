import { validateSync, type ValidationError } from 'class-validator';
import { firstBreach, isObject, itemsOf, valueRulesOf } from '../../authoring/index.js';
import type { FieldProblem } from '../../errors/index.js';
import type { Field } from './model-contract.js';

/**
 * class-validator's problems of an object's fields, by wire names. Undefined ones are skipped.
 *
 * @param subject an instance of the class that carries the rules
 * @param place path before the fields' names, `pose.`, or nothing
 */
export function* ruleProblems(fields: readonly Field[], subject: object, place = ''): Generator<FieldProblem> {
  const errors = validateSync(subject, { skipUndefinedProperties: true, forbidUnknownValues: false });
  yield* fieldProblems(fields, errors, place);
  for (const field of fields) {
    yield* recordProblems(field, (subject as Record<string, unknown>)[field.property], place + field.name);
  }
}

function* fieldProblems(
  fields: readonly Field[],
  errors: readonly ValidationError[],
  place: string,
): Generator<FieldProblem> {
  for (const error of errors) {
    const field = fields.find(({ property }) => property === error.property);
    if (field !== undefined) yield* valueProblems(field, error, place + field.name);
  }
}

/** Problems of one value, including nested ones. */
function* valueProblems(field: Field, error: ValidationError, path: string): Generator<FieldProblem> {
  const breach = firstBreach(valueRulesOf(field.options), error.value);
  if (breach !== undefined) {
    yield { field: path + breach.at, message: `${path}${breach.at} ${breach.text}` };
    return;
  }
  const further = Object.entries(error.constraints ?? {}).find(([name]) => name !== 'nestedValidation');
  if (further !== undefined) yield { field: path, message: renamed(further[1], error.property, path) };
  const { nested, items } = field;
  if (nested !== undefined) yield* fieldProblems(nested.fields, error.children ?? [], `${path}.`);
  else if (items !== undefined) {
    for (const child of error.children ?? []) yield* valueProblems(items, child, `${path}[${child.property}]`);
  }
}

/** class-validator does not validate the values of records. */
function* recordProblems(field: Field, value: unknown, path: string): Generator<FieldProblem> {
  if (!holdsRecord(field) || typeof value !== 'object' || value === null) return;
  const { nested, items } = field;
  for (const inner of nested?.fields ?? []) {
    yield* recordProblems(inner, (value as Record<string, unknown>)[inner.property], `${path}.${inner.name}`);
  }
  if (items === undefined) return;
  for (const [at, item] of itemsOf(value)) {
    if (field.kind === 'record' && items.nested !== undefined) {
      if (isObject(item)) yield* ruleProblems(items.nested.fields, item, `${path}${at}.`);
    } else yield* recordProblems(items, item, path + at);
  }
}

/** Is a record of classes somewhere in the type? */
function holdsRecord({ kind, items, nested }: Field): boolean {
  if (kind === 'record' && items?.nested !== undefined) return true;
  return (items !== undefined && holdsRecord(items)) || (nested?.fields.some(holdsRecord) ?? false);
}

/** class-validator's text names the property; a client knows the field by its path. */
function renamed(text: string, property: string, path: string): string {
  return text.startsWith(`${property} `) ? path + text.slice(property.length) : `${path}: ${text}`;
}
