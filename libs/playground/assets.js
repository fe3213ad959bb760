import { fileURLToPath } from 'node:url';

/** Where the built page lies: `index.html` and `assets/`. */
export const assetsDirectory = fileURLToPath(new URL('./dist/', import.meta.url));
