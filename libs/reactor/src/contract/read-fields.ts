import {
  type FieldDeclaration,
  fieldDeclarations,
  choicesOf,
  type InputFieldOptions,
  kindOf,
  toWireName,
  typeProblem,
  WIRE_NAME,
} from '../authoring/index.js';
import type { DeclarationProblems } from './declaration-problems.js';
import type { Field } from './model-contract.js';

/** The fields that a class and its bases declare, in order; one that is declared again counts once, as its last. */
export function readClassFields(owner: { readonly name: string }, problems: DeclarationProblems): Field[] {
  const byProperty = new Map<string, FieldDeclaration>();
  for (const declaration of fieldDeclarations.read(owner)) byProperty.set(declaration.property, declaration);
  return [...byProperty.values()].map(({ property, options }) =>
    readField(`${owner.name}.${property}`, options.name ?? toWireName(property), property, options, problems),
  );
}

/** One field with its declaration checked. @param where how an error's text names it */
export function readField(
  where: string,
  name: string,
  property: string,
  options: InputFieldOptions,
  problems: DeclarationProblems,
): Field {
  const kind = kindOf(options);
  if (kind === undefined) {
    problems.add(
      where,
      `its type is unknown; give @InputField a default, choices, or type: 'string' | 'integer' | 'number' | …`,
    );
  }
  if (!WIRE_NAME.test(name)) {
    problems.add(
      where,
      `'${name}' cannot be its name on the wire; use small letters, digits and _, beginning with a letter`,
    );
  }
  checkBounds(where, kind, options, problems);
  const hasDefault = options.default !== undefined;
  if (hasDefault) checkDefault(where, options, problems);
  return {
    name,
    property,
    kind: kind ?? 'string',
    options,
    required: !hasDefault && !options.nullable,
    fallback: hasDefault ? options.default : null,
  };
}

function checkBounds(
  where: string,
  kind: Field['kind'] | undefined,
  options: InputFieldOptions,
  problems: DeclarationProblems,
): void {
  const numeric = kind === 'number' || kind === 'integer';
  const sized = kind === 'string' || kind === 'array';
  const { min, max, minLength, maxLength, pattern, step } = options;
  if ((min !== undefined || max !== undefined || step !== undefined) && kind !== undefined && !numeric) {
    problems.add(where, `min, max and step bound numbers, and it is a ${kind}; remove them or make it a number`);
  }
  if ((minLength !== undefined || maxLength !== undefined) && kind !== undefined && !sized) {
    problems.add(
      where,
      `minLength and maxLength bound strings and arrays, and it is a ${kind}; use min and max for numbers`,
    );
  }
  if (min !== undefined && max !== undefined && min > max)
    problems.add(where, `min ${min} is above max ${max}; swap them`);
  if (minLength !== undefined && maxLength !== undefined && minLength > maxLength) {
    problems.add(where, `minLength ${minLength} is above maxLength ${maxLength}; swap them`);
  }
  for (const [option, value] of Object.entries({ minLength, maxLength })) {
    if (value !== undefined && (!Number.isInteger(value) || value < 0)) {
      problems.add(where, `${option} must be an integer from 0 (got ${value})`);
    }
  }
  if (step !== undefined && !(step > 0)) problems.add(where, `step must be above 0 (got ${step})`);
  if (pattern?.global || pattern?.sticky)
    problems.add(where, `pattern ${String(pattern)} remembers its place between values; remove the g or y flag`);
  if (options.choices !== undefined && choicesOf(options)?.length === 0)
    problems.add(where, 'choices is empty; list what is allowed or remove it');
  if ((kind === 'array' || kind === 'record') && options.items !== undefined && kindOf(options.items) === undefined) {
    problems.add(where, `the type of its items is unknown; give items a type`);
  }
}

/** A default that its own bounds refuse would be sent to the model unchecked. */
function checkDefault(where: string, options: InputFieldOptions, problems: DeclarationProblems): void {
  const value = options.default;
  const wrong = typeProblem(options, value);
  const choices = choicesOf(options);
  if (wrong !== undefined && value !== null) {
    problems.add(where, `its default ${wrong}; change the default or the type`);
    return;
  }
  const { min, max, minLength, maxLength, pattern } = options;
  const broken =
    value === null
      ? options.nullable
        ? undefined
        : 'it is null; add nullable: true'
      : choices !== undefined && !choices.includes(value as string)
        ? `it is not among its choices ${choices.join(', ')}`
        : typeof value === 'number' && min !== undefined && value < min
          ? `it is below min ${min}`
          : typeof value === 'number' && max !== undefined && value > max
            ? `it is above max ${max}`
            : isSized(value) && minLength !== undefined && value.length < minLength
              ? `it is shorter than minLength ${minLength}`
              : isSized(value) && maxLength !== undefined && value.length > maxLength
                ? `it is longer than maxLength ${maxLength}`
                : typeof value === 'string' && pattern !== undefined && !pattern.test(value)
                  ? `it does not match ${String(pattern)}`
                  : undefined;
  if (broken !== undefined) problems.add(where, `its default ${JSON.stringify(value)} breaks its own rules: ${broken}`);
}

function isSized(value: unknown): value is { length: number } {
  return typeof value === 'string' || Array.isArray(value);
}
