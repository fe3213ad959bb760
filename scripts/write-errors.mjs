// Writes docs/reference/errors.md from the built table of codes: npm run docs:errors
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { errorReference } from '../libs/reactor/dist/signaling/docs/error-reference.js';

const path = join(import.meta.dirname, '..', 'docs', 'reference', 'errors.md');
writeFileSync(path, await format(errorReference(), { ...(await resolveConfig(path)), parser: 'markdown' }));
console.log(`wrote ${path}`);
