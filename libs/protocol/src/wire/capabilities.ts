import { isObject } from '../shape.js';

/** One command as older client versions list it. */
export interface CommandCapability {
  readonly name: string;
  readonly description: string;
  /** By parameter: type, bounds, choices. */
  readonly schema: Record<string, Record<string, unknown>>;
}

const KEPT = ['type', 'minimum', 'maximum', 'enum', 'description', 'default'] as const;

function at(value: unknown, ...path: readonly string[]): unknown {
  let inner = value;
  for (const key of path) inner = isObject(inner) ? inner[key] : undefined;
  return inner;
}

/** Reads the list of commands from a model's OpenAPI document. */
export function capabilitiesOf(openapi: Record<string, unknown>): CommandCapability[] {
  const paths = at(openapi, 'paths');
  return Object.values(isObject(paths) ? paths : {}).map((path) => {
    const body = at(path, 'post', 'requestBody', 'content', 'application/json', 'schema');
    const properties = at(body, 'properties');
    const required = at(body, 'required');
    return {
      name: String(at(path, 'post', 'operationId')),
      description: String(at(path, 'post', 'summary')),
      schema: Object.fromEntries(
        Object.entries(isObject(properties) ? properties : {}).map(([name, field]) => [
          name,
          {
            ...Object.fromEntries(
              KEPT.filter((key) => at(field, key) !== undefined).map((key) => [key, at(field, key)]),
            ),
            ...(Array.isArray(required) && required.includes(name) ? { required: true } : {}),
          },
        ]),
      ),
    };
  });
}
