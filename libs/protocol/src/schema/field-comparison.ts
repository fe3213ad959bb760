import { canonicalJson } from './canonical-json.js';
import type { SchemaField, SchemaValue } from './model-schema.js';
import type { SchemaChange, SchemaChangeKind } from './schema-change.js';

/** Whether the new schema allows fewer values than the old one, more, others, or as many. */
type Effect = 'fewer' | 'more' | 'others' | 'none';

const BOUNDS = [
  { key: 'min', words: 'at least', tighter: 1 },
  { key: 'max', words: 'at most', tighter: -1 },
  { key: 'minLength', words: 'a length of at least', tighter: 1 },
  { key: 'maxLength', words: 'a length of at most', tighter: -1 },
] as const;

const ANY: SchemaValue = { kind: 'any', nullable: false };

/**
 * Compares the named values of a command, of a message or of a nested object. A client that knows the old schema still makes
 * values that the new one takes if that allows more; it still reads what a model makes if that is less.
 */
export class FieldComparison {
  readonly changes: SchemaChange[] = [];

  /** @param maker who makes the values: clients those of a command, the model those of a message */
  constructor(private readonly maker: 'client' | 'model') {}

  compare(before: readonly SchemaField[], now: readonly SchemaField[], place: string): void {
    const former = new Map(before.map((field) => [field.name, field]));
    const names = new Set(now.map(({ name }) => name));
    for (const { name } of before) {
      // A client that sends it is refused, and one that reads it finds nothing.
      if (!names.has(name)) this.report('field_removed', 'others', `${place}.${name}`, 'removed');
    }
    for (const field of now) {
      const at = `${place}.${field.name}`;
      const old = former.get(field.name);
      if (old !== undefined) this.compareField(old, field, at);
      else if (this.maker === 'client' && field.required) this.report('field_added', 'fewer', at, 'new, and required');
      else this.report('field_added', 'none', at, 'new');
    }
  }

  private compareField(before: SchemaField, now: SchemaField, place: string): void {
    this.compareValue(before, now, place);
    // A field of a message is always there; only an argument may be left out.
    if (this.maker === 'model') return;
    if (!before.required && now.required) this.report('field_required', 'fewer', place, 'required now');
    else if (before.required && !now.required) this.report('field_optional', 'more', place, 'optional now');
    else if (canonicalJson(before.default) !== canonicalJson(now.default)) {
      const text = `the default is ${canonicalJson(now.default)} now, ${canonicalJson(before.default)} before`;
      this.report('default_changed', 'none', place, text);
    }
  }

  private compareValue(before: SchemaValue, now: SchemaValue, place: string): void {
    if (!before.nullable && now.nullable) this.report('null_added', 'more', place, 'may be null now');
    if (before.nullable && !now.nullable) this.report('null_removed', 'fewer', place, 'may not be null any more');
    if (before.kind !== now.kind) {
      this.report('type_changed', effectOfTypes(before, now), place, `${typeOf(now)} now, ${typeOf(before)} before`);
      return;
    }
    this.compareChoices(before.choices, now.choices, place);
    this.compareBounds(before, now, place);
    if (before.pattern !== now.pattern) {
      const text = `${patternText(now.pattern)} now, ${patternText(before.pattern)} before`;
      this.report('pattern_changed', now.pattern === undefined ? 'more' : 'others', place, text);
    }
    this.compare(before.fields ?? [], now.fields ?? [], place);
    if (before.items !== undefined || now.items !== undefined) {
      this.compareValue(before.items ?? ANY, now.items ?? ANY, `${place}[]`);
    }
  }

  private compareChoices(before: SchemaValue['choices'], now: SchemaValue['choices'], place: string): void {
    if (before === undefined && now === undefined) return;
    if (before === undefined) this.report('choice_removed', 'fewer', place, `only ${listed(now)} now, any before`);
    else if (now === undefined) this.report('choice_added', 'more', place, `any now, only ${listed(before)} before`);
    else {
      const gone = without(before, now);
      const added = without(now, before);
      if (gone.length > 0) this.report('choice_removed', 'fewer', place, `${listed(gone)} removed`);
      if (added.length > 0) this.report('choice_added', 'more', place, `${listed(added)} added`);
    }
  }

  private compareBounds(before: SchemaValue, now: SchemaValue, place: string): void {
    for (const { key, words, tighter } of BOUNDS) {
      const [old, bound] = [before[key], now[key]];
      if (old === bound) continue;
      const none = tighter * -Infinity;
      const isTighter = ((bound ?? none) - (old ?? none)) * tighter > 0;
      const text =
        bound === undefined
          ? `no bound now, ${words} ${old} before`
          : `${words} ${bound} now, ${old ?? 'no bound'} before`;
      if (isTighter) this.report('bound_tightened', 'fewer', place, text);
      else this.report('bound_loosened', 'more', place, text);
    }
  }

  private report(kind: SchemaChangeKind, effect: Effect, place: string, text: string): void {
    const harmless: Effect = this.maker === 'client' ? 'more' : 'fewer';
    this.changes.push({ kind, breaking: effect !== 'none' && effect !== harmless, place, text });
  }
}

function effectOfTypes(before: SchemaValue, now: SchemaValue): Effect {
  if (isFree(now) || (before.kind === 'integer' && isPlain(now, 'number'))) return 'more';
  if (isFree(before) || (isPlain(before, 'number') && now.kind === 'integer')) return 'fewer';
  return 'others';
}

function isFree({ kind, choices }: SchemaValue): boolean {
  return kind === 'any' && choices === undefined;
}

/** Of that type, with every value that it has. */
function isPlain(value: SchemaValue, kind: SchemaValue['kind']): boolean {
  return value.kind === kind && value.choices === undefined && BOUNDS.every(({ key }) => value[key] === undefined);
}

function typeOf({ kind, choices }: SchemaValue): string {
  if (kind === 'any') return choices === undefined ? 'any value' : `one of ${listed(choices)}`;
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}

function patternText(pattern: string | undefined): string {
  return pattern === undefined ? 'no pattern' : `the pattern ${pattern}`;
}

function listed(choices: readonly unknown[] = []): string {
  return choices.map((choice) => JSON.stringify(choice)).join(', ');
}

function without(choices: readonly unknown[], others: readonly unknown[]): unknown[] {
  const texts = new Set(others.map(canonicalJson));
  return choices.filter((choice) => !texts.has(canonicalJson(choice)));
}
