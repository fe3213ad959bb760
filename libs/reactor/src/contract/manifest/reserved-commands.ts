/** Names of commands that the wire protocol uses itself, or that every object has. */
export const RESERVED_COMMANDS: ReadonlySet<string> = new Set([
  'connected',
  'disconnected',
  'ping',
  'constructor',
  'prototype',
]);
