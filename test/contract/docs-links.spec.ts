import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..', '..');

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.startsWith(join('reference', 'api')))
    .map((name) => join('docs', name)),
];

/** Without code, whose brackets and hashes are none of Markdown's. */
function prose(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8')
    .replaceAll(/^(```+)[\s\S]*?^\1/gm, '')
    .replaceAll(/<!--[\s\S]*?-->/g, '');
}

/** What GitHub makes of a heading: lower case, punctuation dropped, spaces to hyphens, a number for each repetition. */
function anchors(page: string): Set<string> {
  const found = new Map<string, number>();
  const names = [...prose(page).matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading]) => {
    const slug = heading!
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
      .replaceAll(' ', '-');
    const count = found.get(slug) ?? 0;
    found.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
  return new Set(names);
}

function links(page: string): string[] {
  const text = prose(page).replaceAll(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\((?![a-z]+:)([^)\s]+)\)/g)].map(([, link]) => link!);
}

/** @returns what is wrong with it, undefined for nothing */
function problem(page: string, link: string): string | undefined {
  const [path, anchor] = link.split('#') as [string, string?];
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(ROOT, target))) return `${link}: no such file`;
  if (anchor === undefined || statSync(join(ROOT, target)).isDirectory()) return undefined;
  return anchors(target).has(anchor) ? undefined : `${link}: no such heading`;
}

describe('the documentation', () => {
  it.each(PAGES)('%s links to files and headings that exist', (page) => {
    expect(links(page).flatMap((link) => problem(page, link) ?? [])).toEqual([]);
  });

  it('has every page within reach of the README', () => {
    const seen = new Set(['README.md']);
    for (const page of seen) {
      const targets = links(page).map((link) => join(dirname(page), link.split('#')[0]!));
      for (const target of targets) if (PAGES.includes(target)) seen.add(target);
    }
    expect(PAGES.filter((page) => !seen.has(page))).toEqual([]);
  });
});
