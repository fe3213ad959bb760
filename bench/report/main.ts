import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readResult } from '../results.js';
import { performancePage } from './performance-page.js';
import { SECTIONS } from './sections.js';

const PAGE = join('docs', 'performance.md');
const CHARTS = join('docs', 'assets', 'performance');

const { page, charts, without } = performancePage(readFileSync(PAGE, 'utf8'), SECTIONS, readResult);
writeFileSync(PAGE, page);
rmSync(CHARTS, { recursive: true, force: true });
mkdirSync(CHARTS, { recursive: true });
for (const { name, svg } of charts) writeFileSync(join(CHARTS, name), svg);
for (const { bench, command } of without) console.log(`${bench} has no result, so the page has no section: ${command}`);
