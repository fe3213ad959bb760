// Lays a model's weights beside its built code, where it looks for them: `node scripts/copy-model.mjs FROM TO`.
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

const [from, to] = process.argv.slice(2);
mkdirSync(dirname(to), { recursive: true });
copyFileSync(from, to);
