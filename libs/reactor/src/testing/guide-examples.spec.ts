import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../../..');
const GUIDES = join(ROOT, 'docs/guides');

/**
 * What a guide takes from a file that is compiled and run: `<!-- path -->` before it for all of the file, or
 * `<!-- path#name -->` for the part between `// #region name` and `// #endregion`, or `# #region name` in Python.
 */
const EXAMPLES = readdirSync(GUIDES).flatMap((guide) =>
  [
    ...readFileSync(join(GUIDES, guide), 'utf8').matchAll(
      /<!-- (\S+\.(?:ts|tsx|js|mjs|json|html|py))(?:#(\S+))? -->\n\n```\w+\n(.*?)```/gs,
    ),
  ].map(([, path, region, text]) => ({ guide, path: path!, region, text: text! })),
);

function sourceOf(path: string, region: string | undefined): string {
  const source = readFileSync(join(ROOT, path), 'utf8');
  if (region === undefined) return source;
  const [, part] = new RegExp(`(?://|#) #region ${region}\\n(.*?)\\n *(?://|#) #endregion`, 's').exec(source) ?? [];
  if (part === undefined) throw new Error(`${path} has no region ${region}`);
  // A formatter may separate the end of a class from the comment.
  const lines = part.trimEnd().split('\n');
  const indent = Math.min(...lines.filter((line) => line !== '').map((line) => line.search(/\S/)));
  return lines.map((line) => `${line.slice(indent)}\n`).join('');
}

it.each(EXAMPLES)('$guide shows $path $region as it is', ({ path, region, text }) => {
  expect(text).toBe(sourceOf(path, region));
});

it.each([
  'authoring.md',
  'clients.md',
  'first-steps.md',
  'loop-models.md',
  'media.md',
  'own-application.md',
  'own-parts.md',
  'python.md',
  'react.md',
  'testing.md',
])('finds the examples of %s', (guide) => {
  expect(EXAMPLES.map((example) => example.guide)).toContain(guide);
});
