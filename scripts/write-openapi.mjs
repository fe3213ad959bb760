// Writes docs/reference/openapi.json and asyncapi.json from the built framework: npm run docs:openapi
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describeHttp, describeSocket } from '@nestjs-reactor/core';

const DOCUMENTS = { 'openapi.json': describeHttp(), 'asyncapi.json': describeSocket() };

for (const [name, document] of Object.entries(DOCUMENTS)) {
  const path = join(import.meta.dirname, '..', 'docs', 'reference', name);
  writeFileSync(path, await format(JSON.stringify(document), { ...(await resolveConfig(path)), parser: 'json' }));
  console.log(`wrote ${path}`);
}
