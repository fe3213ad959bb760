import { SchemaError } from '@nestjs-reactor/protocol/schema';

/** Names of types in one generated file; each is used once. */
export class TypeNames {
  private readonly taken: Set<string>;

  /** @param reserved names that the file imports */
  constructor(reserved: readonly string[]) {
    this.taken = new Set(reserved);
  }

  /** The name, or with the first number from 2 that makes it a new one. */
  add(wanted: string): string {
    let name = wanted;
    for (let number = 2; this.taken.has(name); number++) name = `${wanted}${number}`;
    this.taken.add(name);
    return name;
  }
}

/** `SetPrompt` of `set_prompt`. Throws {@link SchemaError} for a name without letters. */
export function pascalCase(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])/).filter((word) => word !== '');
  const text = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  if (/^[A-Z]/.test(text)) return text;
  throw new SchemaError(`the name ${JSON.stringify(name)} gives no name in TypeScript; rename it in the model`);
}

/** `setPrompt` of `set_prompt`. */
export function camelCase(name: string): string {
  const text = pascalCase(name);
  return text[0]!.toLowerCase() + text.slice(1);
}

/** `neural-field` of `neural_field`: a file's name, whatever the model is called. */
export function kebabCase(name: string): string {
  return pascalCase(name)
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-')
    .toLowerCase();
}

/** A property as it is written in a type. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

/** A string literal, in single quotes unless it has more of those than of the others. */
export function quoted(text: string): string {
  const json = JSON.stringify(text);
  const inner = json.slice(1, -1);
  const singles = inner.split("'").length - 1;
  const doubles = inner.split('\\"').length - 1;
  return singles > doubles ? json : `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
