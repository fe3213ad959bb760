import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readModelSchema } from '@nestjs-reactor/protocol/schema';
import { modelDocument } from '../../../protocol/src/schema/schema.fixture.js';
import { compile } from '../testing/compile.fixture.js';
import { clientModule } from './client-module.js';
import { sdkModule } from './sdk-module.js';

const GUIDE = join(import.meta.dirname, '../../../../docs/guides/typed-clients.md');

const document = modelDocument({
  messages: { chunk_done: 'ChunkDone' },
  schemas: { ChunkDone: { type: 'object', properties: { index: { type: 'integer' } } } },
});
(document['paths'] as Record<string, unknown>)['/events/set_prompt'] = {
  post: {
    requestBody: {
      content: { 'application/json': { schema: { type: 'object', properties: { prompt: { type: 'string' } } } } },
    },
  },
};
const schema = readModelSchema(document);

describe('the guide to typed clients', () => {
  const blocks = [...readFileSync(GUIDE, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code]) =>
    code!.replace('./models/sunny.js', './sunny.js'),
  );

  it('has code that compiles with what is generated', () => {
    const [connected, vite, drift, sdk] = blocks as [string, string, string, string];
    expect(blocks).toHaveLength(4);
    expect(compile({ 'vite.config.ts': vite })).toEqual([]);
    expect(compile({ 'sunny.ts': clientModule({ document, schema }), 'use.ts': `${connected}\n${drift}` })).toEqual([]);
    expect(compile({ 'sunny.ts': sdkModule(schema), 'use.ts': sdk })).toEqual([]);
  });
});
