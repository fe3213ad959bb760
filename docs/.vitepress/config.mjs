// The documentation as a site: `npm run docs:site` writes it to dist/site, `npm run docs:site -- dev` shows it while one writes.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const docs = join(import.meta.dirname, '..');
const readme = readFileSync(join(docs, '..', 'README.md'), 'utf8');

/** Groups and order are those of the README: a page that it does not name is not in the sidebar either. */
function groupsOfReadme() {
  const section = readme.slice(readme.indexOf('## Documentation'));
  return [...section.matchAll(/\*\*([^*]+)\*\*:([^]*?)(?=\n\n|$)/g)].map(([, text, list]) => ({
    text,
    collapsed: false,
    items: [...list.matchAll(/\[([^\]]+)\]\(docs\/([^)]+)\.md\)/g)].map(([, title, page]) => ({
      text: capitalized(title.replace(/\s+/g, ' ')),
      link: `/${page}`,
    })),
  }));
}

function capitalized(text) {
  return text[0].toUpperCase() + text.slice(1);
}

function decisions() {
  const pages = readdirSync(join(docs, 'decisions')).filter((file) => /^\d/.test(file));
  const titleOf = (file) => /^# (.*)$/m.exec(readFileSync(join(docs, 'decisions', file), 'utf8'))?.[1] ?? file;
  return {
    text: 'Decisions',
    collapsed: true,
    items: pages.map((file) => ({ text: titleOf(file), link: `/decisions/${file.replace(/\.md$/, '')}` })),
  };
}

/** What `npm run docs:api` has written; a page for each entry point is enough, the others are linked from it. */
function publicApi() {
  const folder = join(docs, 'reference', 'api', '@nestjs-reactor');
  if (!existsSync(folder)) return [];
  const entries = [
    'core',
    'core/testing',
    'core/headless',
    'client',
    'client/react',
    'cli/vite',
    'protocol',
    'protocol/schema',
    'protocol/stream',
  ];
  const items = entries.map((entry) => ({
    text: `@nestjs-reactor/${entry}`,
    link: `/reference/api/@nestjs-reactor/${entry}/`,
  }));
  return [{ text: 'Public API', collapsed: true, items }];
}

export default {
  title: 'nestjs-reactor',
  description: 'Turn an inference pipeline into a real-time, interactive video stream, in TypeScript, on NestJS',
  outDir: '../dist/site',
  cacheDir: '../node_modules/.cache/vitepress',
  // Pages link to a server that runs, and to source files, which are not a part of the site.
  ignoreDeadLinks: [
    /^https?:\/\/localhost/,
    /(^|\/)\.\.\/(\.\.\/)?(README|CONTRIBUTING|LICENSE|src|libs|examples|test|bench|ops|scripts|training)/,
  ],
  themeConfig: {
    search: { provider: 'local' },
    sidebar: [...groupsOfReadme(), ...publicApi(), decisions()],
  },
};
