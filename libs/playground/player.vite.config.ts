import { defineConfig } from 'vite';
import { alias } from './vite.config.js';

/** The player as one file for a plain script tag, beside the page. */
export default defineConfig({
  resolve: { alias },
  build: {
    target: 'es2022',
    emptyOutDir: false,
    lib: {
      entry: 'src/player/reactor-player.ts',
      formats: ['iife'],
      name: 'ReactorPlayer',
      fileName: () => 'reactor-player.js',
    },
    rollupOptions: { output: { inlineDynamicImports: true } },
  },
});
