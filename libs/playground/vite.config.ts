import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** Where a server runs while the page is worked on with `npm run dev`. */
const SERVER = 'http://localhost:8080';

/** Built from the sources, so that an edit of one shows on the page at once. */
function sourceOf(folder: string, path = '.'): string {
  return fileURLToPath(new URL(`../${folder}/src/${path}/index.ts`, import.meta.url));
}

export const alias = {
  '@nestjs-reactor/client/player': sourceOf('client', 'player'),
  '@nestjs-reactor/client': sourceOf('client'),
  '@nestjs-reactor/protocol/schema': sourceOf('protocol', 'schema'),
  '@nestjs-reactor/protocol': sourceOf('protocol'),
};

export default defineConfig({
  // The server serves the page under any path, so nothing in it names its own place.
  base: './',
  resolve: {
    alias,
  },
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  build: {
    target: 'es2022',
    // Its polyfill is an inline script, which the page's content policy refuses.
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '^/(?:models/[^/]+/)?(?:health|list_models|schema|session|sessions|uploads)(?:/|$)': SERVER,
      '/signaling': { target: SERVER, ws: true },
    },
  },
});
