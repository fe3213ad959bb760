export { DevServer, type DevServerOptions } from './dev/dev-server.js';
export { runCommandLine } from './main.js';
export { commandLineReference } from './reference/command-line-reference.js';
