import { getMetadataStorage } from 'class-validator';
import { type ClassReference, COMPOSED, composeDecorators, type InputFieldOptions } from '../../authoring/index.js';

/** Cache of the classes created so far; class-validator never drops its metadata. */
const known = new WeakMap<ClassReference, Map<string, ClassReference>>();

/**
 * A class that carries the class-validator rules of one property of another, including its bases', so that a value can
 * be checked against them without the rest of the object.
 */
export function rulesOfProperty(owner: ClassReference, property: string): ClassReference {
  const ofOwner = known.get(owner) ?? new Map<string, ClassReference>();
  known.set(owner, ofOwner);
  const before = ofOwner.get(property);
  if (before !== undefined) return before;
  const rules = { [owner.name]: class {} }[owner.name]!;
  for (const metadata of metadataOf(owner, property)) {
    getMetadataStorage().addValidationMetadata(
      Object.assign(Object.create(Object.getPrototypeOf(metadata) as object) as typeof metadata, metadata, {
        target: rules,
      }),
    );
  }
  ofOwner.set(property, rules);
  return rules;
}

/** The same for a parameter, which has no class for class-validator to read. */
export function rulesOfParameter(name: string, options: InputFieldOptions): ClassReference {
  const rules = { [name]: class {} }[name]!;
  for (const decorate of composeDecorators(options)) decorate(rules.prototype, name);
  return rules;
}

/** Does it have class-validator decorators of the author? */
export function hasFurtherRules(rules: ClassReference, property: string): boolean {
  return metadataOf(rules, property).some(({ context }) => context !== COMPOSED);
}

/** Asynchronous class-validator decorators: the check of a command does not wait for them. */
export function laterRules(rules: ClassReference, property: string): string[] {
  return metadataOf(rules, property).flatMap(({ constraintCls }) =>
    constraintCls === undefined
      ? []
      : getMetadataStorage()
          .getTargetValidatorConstraints(constraintCls)
          .filter((constraint) => constraint.async)
          .map((constraint) => constraint.name),
  );
}

function metadataOf(owner: ClassReference, property: string) {
  return getMetadataStorage()
    .getTargetValidationMetadatas(owner, '', true, false)
    .filter((metadata) => metadata.propertyName === property);
}
