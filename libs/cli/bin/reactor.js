#!/usr/bin/env node
// Plain enough for a Node that is too old to load the program.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`reactor: Node ${process.versions.node} is too old; install Node 20.19 or newer`);
  process.exitCode = 2;
} else {
  const { main } = await import('../dist/main.js');
  await main();
}
