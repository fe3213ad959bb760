// `npm run load -- --help`: bundles bench/load and runs it.
import { runBundled } from './bundle.mjs';

await runBundled('load/main.ts', 'load');
