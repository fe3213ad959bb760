import type { SchemaField, SchemaValue } from '@nestjs-reactor/protocol/schema';
import { docComment } from './doc-comment.js';
import { propertyName, quoted } from './names.js';
import { typed, unionOf } from './union.js';

/** Where a value is: an argument of a command, what a message says, or an input as the server reports it. */
export type Place = 'argument' | 'message' | 'state';

const FILE_STATE = '{ readonly name: string; readonly mime_type: string; readonly size: number }';

/** Writes the types of values as TypeScript. */
export class ValueTypes {
  /** @param file the type of a file among the arguments */
  constructor(private readonly file: string) {}

  /** Named values as an object type. Arguments with a default may be left out; a message has all of its fields. */
  object(fields: readonly SchemaField[], place: Place, indent: string): string {
    if (fields.length === 0) return '{}';
    const inner = `${indent}  `;
    const members = fields.map((field) => {
      const mark = place === 'argument' && !field.required ? '?' : '';
      const lead = `${inner}readonly ${propertyName(field.name)}${mark}:`;
      const comment = docComment(
        [field.description, place === 'argument' ? rules(field) : undefined, defaultOf(field, place)],
        inner,
      );
      return `${comment}${typed(lead, this.value(field, place, inner, lead.length + 1))};\n`;
    });
    return `{\n${members.join('')}${indent}}`;
  }

  /**
   * @param indent of the line that it is on
   * @param column where it begins
   */
  value(value: SchemaValue, place: Place, indent: string, column: number): string {
    return unionOf(this.arms(value, place, indent), column, indent);
  }

  private arms(value: SchemaValue, place: Place, indent: string): string[] {
    const { choices, nullable, kind } = value;
    // Anything may be null already.
    if (kind === 'any' && choices === undefined) return ['unknown'];
    const arms = choices === undefined ? [this.bare(value, place, indent)] : choices.map(literal);
    return nullable || (kind === 'file' && place === 'state') ? [...arms, 'null'] : arms;
  }

  private bare(value: SchemaValue, place: Place, indent: string): string {
    switch (value.kind) {
      case 'string':
      case 'number':
      case 'boolean':
        return value.kind;
      case 'integer':
        return 'number';
      case 'file':
        return place === 'argument' ? this.file : FILE_STATE;
      case 'array':
        return `readonly ${this.item(value.items, place, indent)}[]`;
      case 'record':
        return `Readonly<Record<string, ${this.inner(value.items, place, indent)}>>`;
      case 'object':
        return this.object(value.fields ?? [], place, indent);
      case 'any':
        return 'unknown';
    }
  }

  private item(items: SchemaValue | undefined, place: Place, indent: string): string {
    const arms = items === undefined ? ['unknown'] : this.arms(items, place, indent);
    const isOne = arms.length === 1 && !arms[0]!.startsWith('readonly ');
    return isOne ? arms[0]! : `(${arms.join(' | ')})`;
  }

  private inner(items: SchemaValue | undefined, place: Place, indent: string): string {
    return items === undefined ? 'unknown' : this.arms(items, place, indent).join(' | ');
  }
}

function literal(choice: unknown): string {
  if (typeof choice === 'string') return quoted(choice);
  return typeof choice === 'number' || typeof choice === 'boolean' ? String(choice) : 'unknown';
}

/** What the compiler cannot check, in words. */
function rules({ kind, min, max, minLength, maxLength, pattern }: SchemaValue): string | undefined {
  const unit = kind === 'string' ? 'characters' : kind === 'array' ? 'items' : 'keys';
  const parts = [
    kind === 'integer' ? 'an integer' : undefined,
    range(min, max, ''),
    range(minLength, maxLength, ` ${unit}`),
    pattern === undefined ? undefined : `matches \`${pattern}\``,
  ].filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  const text = parts.join(', ');
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

function range(least: number | undefined, most: number | undefined, unit: string): string | undefined {
  if (least === undefined && most === undefined) return undefined;
  if (most === undefined) return `at least ${least}${unit}`;
  return least === undefined ? `at most ${most}${unit}` : `${least} to ${most}${unit}`;
}

function defaultOf(field: SchemaField, place: Place): string | undefined {
  const isShown = place === 'argument' && !field.required && field.default !== undefined;
  return isShown ? `@defaultValue ${JSON.stringify(field.default)}` : undefined;
}
