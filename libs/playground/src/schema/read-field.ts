import type { Choice, FieldModel, Widget } from './control-model.js';
import { sliderStep } from './slider-step.js';
import { wireLabel } from './wire-label.js';

export type Json = Readonly<Record<string, unknown>>;

/** How a model marks a reference to an uploaded file. */
const UPLOAD_FORMAT = 'reactor-upload-reference';

/** Longer text gets a box of several lines. */
const ONE_LINE = 120;

/** More whole numbers than this and a slider cannot reach each of them. */
const SLIDER_REACH = 2_000;

/** More examples than this are a wall. */
const MAX_EXAMPLES = 8;

/** Segments side by side stay readable up to here; more, or longer ones, become a list. */
const MAX_SEGMENTS = 5;
const MAX_SEGMENT_TEXT = 36;

/**
 * How one field of a command is drawn.
 *
 * @param document the whole schema, for what the field refers to
 */
export function readField(name: string, field: Json, required: boolean, document: Json): FieldModel {
  const { type, nullable } = resolve(field, document);
  const merged: Json = { ...type, ...field };
  return {
    name,
    label: wireLabel(name),
    description: textOf(field['description']),
    widget: widgetOf(merged, type, objectOf(field['x-reactor-ui'])),
    required,
    nullable,
    fallback: field['default'],
  };
}

/** Follows a reference, and takes null out of the alternatives. */
function resolve(field: Json, document: Json): { type: Json; nullable: boolean } {
  const alternatives = Array.isArray(field['anyOf']) ? field['anyOf'].map(objectOf) : [field];
  const [first = {}, ...others] = alternatives.filter((alternative) => alternative['type'] !== 'null');
  const nullable = alternatives.some((alternative) => alternative['type'] === 'null');
  return { type: others.length > 0 ? {} : follow(first, document), nullable };
}

function follow(type: Json, document: Json): Json {
  const reference = textOf(type['$ref']);
  if (reference === undefined) return type;
  return objectOf(
    reference
      .replace(/^#\//, '')
      .split('/')
      .reduce<unknown>((inner, key) => objectOf(inner)[key], document),
  );
}

function widgetOf(field: Json, type: Json, hints: Json): Widget {
  const component = hints['component'];
  if (type['format'] === UPLOAD_FORMAT) return { kind: 'file' };
  if (component === 'json') return json(hints);
  if (Array.isArray(field['enum'])) return choice(field['enum'], component);
  switch (type['type']) {
    case 'string':
      return text(field, hints);
    case 'integer':
    case 'number':
      return number(field, type['type'] === 'integer', hints);
    case 'boolean':
      return { kind: 'toggle' };
    default:
      return json(hints);
  }
}

function text(field: Json, hints: Json): Widget {
  const component = hints['component'];
  if (component === 'color') return { kind: 'color' };
  const maxLength = numberOf(field['maxLength']);
  const many = component === 'textarea' || (component !== 'text' && (maxLength ?? 0) > ONE_LINE);
  return {
    kind: 'text',
    lines: many ? 'many' : 'one',
    ...defined({
      minLength: numberOf(field['minLength']),
      maxLength,
      pattern: textOf(field['pattern']),
      placeholder: textOf(hints['placeholder']),
      examples: examplesOf(field['examples']),
    }),
  };
}

function examplesOf(value: unknown): string[] | undefined {
  const texts = Array.isArray(value) ? value.filter((example) => typeof example === 'string') : [];
  return texts.length === 0 ? undefined : texts.slice(0, MAX_EXAMPLES);
}

function number(field: Json, integer: boolean, hints: Json): Widget {
  const min = numberOf(field['minimum']);
  const max = numberOf(field['maximum']);
  const hinted = numberOf(hints['step']);
  const step = hinted !== undefined && hinted > 0 ? hinted : undefined;
  const bounded = min !== undefined && max !== undefined && max > min;
  if (bounded && hints['component'] !== 'number') {
    const fine = step ?? sliderStep(min, max, integer);
    if (hints['component'] === 'slider' || (max - min) / fine <= SLIDER_REACH) {
      return { kind: 'slider', min, max, step: fine };
    }
  }
  return {
    kind: 'number',
    integer,
    ...defined({ min, max, step: step ?? (integer ? 1 : undefined), placeholder: textOf(hints['placeholder']) }),
  };
}

function choice(values: readonly unknown[], component: unknown): Widget {
  const options = values
    .filter((value): value is Choice['value'] => ['string', 'number', 'boolean'].includes(typeof value))
    .map((value) => ({ value, label: String(value) }));
  const letters = options.reduce((sum, { label }) => sum + label.length, 0);
  const few = options.length <= MAX_SEGMENTS && letters <= MAX_SEGMENT_TEXT;
  const segments = component === 'segments' || component === 'radio' || (component !== 'select' && few);
  return { kind: 'choice', look: segments ? 'segments' : 'list', options };
}

function json(hints: Json): Widget {
  return { kind: 'json', ...defined({ placeholder: textOf(hints['placeholder']) }) };
}

function defined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

export function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
