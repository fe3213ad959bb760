import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkCommand, checkManifest, renderSchema } from '../../libs/reactor/src/contract/index.js';

const PAGE = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'reference', 'manifest.md'), 'utf8');

const [EXAMPLE, REFUSAL] = [...PAGE.matchAll(/^```json\n([\s\S]*?)^```/gm)].map(
  ([, text]) => JSON.parse(text!) as object,
);

describe('the page about the manifest', () => {
  const manifest = checkManifest(EXAMPLE, 'sunny');
  const image = { upload_id: 'u1', name: 'a.png', mime_type: 'image/png', size: 3 };

  it('has an example that a server takes', () => {
    expect(renderSchema(manifest)).toMatchObject({ info: { title: 'sunny', version: 'v1.4.0' } });
    expect(checkCommand(manifest, 'paint', {}, { image }).args).toEqual({ strength: 0.5, mode: null });
    expect(() => checkCommand(manifest, 'paint', { strength: 2, mode: 'oil' }, { image })).toThrow(
      'paint: strength must be at most 1 (got 2); mode must be one of wash, ink (got "oil")',
    );
  });

  it('names every key of a manifest, and every keyword that is checked', () => {
    for (const key of Object.keys(manifest)) expect(PAGE).toContain(`| \`${key}\``);
    for (const keyword of ['type', 'default', 'enum', 'anyOf', 'additionalProperties', 'items', '$ref', 'writeOnly']) {
      expect(PAGE).toContain(`| \`${keyword}\``);
    }
  });

  it('has an outcome of a refusal in its full form', () => {
    expect(Object.keys(REFUSAL!)).toEqual(['ok', 'code', 'message', 'field', 'fields', 'rules']);
  });
});
