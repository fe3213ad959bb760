import { fileURLToPath } from 'node:url';

/** The program that a Python interpreter runs as the worker of a model. */
export const launcher = fileURLToPath(new URL('./src/launch.py', import.meta.url));
