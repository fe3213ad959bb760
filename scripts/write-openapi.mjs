// Writes docs/reference/openapi.json from the built framework: npm run docs:openapi
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describeHttp } from '@nestjs-reactor/core';

const path = join(import.meta.dirname, '..', 'docs', 'reference', 'openapi.json');
const text = JSON.stringify(describeHttp());
writeFileSync(path, await format(text, { ...(await resolveConfig(path)), parser: 'json' }));
console.log(`wrote ${path}`);
