export { runCommandLine } from './main.js';
export { commandLineReference } from './reference/command-line-reference.js';
