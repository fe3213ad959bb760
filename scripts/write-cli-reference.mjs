// Writes docs/reference/cli.md from the built command line: npm run docs:cli
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { commandLineReference } from '@nestjs-reactor/cli';

const path = join(import.meta.dirname, '..', 'docs', 'reference', 'cli.md');
const options = { ...(await resolveConfig(path)), parser: 'markdown' };
writeFileSync(path, await format(commandLineReference(), options));
console.log(`wrote ${path}`);
