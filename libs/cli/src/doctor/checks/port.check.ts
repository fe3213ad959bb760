import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Check } from '../check.js';
import { type Finding, ok, problem } from '../finding.js';

/** Whether the application could listen. */
export const port: Check = {
  name: 'port',
  async run(context) {
    const server = createServer();
    try {
      server.listen(context.port, context.host);
      await once(server, 'listening');
      return ok(`${context.port} is free on ${context.host}`);
    } catch (error) {
      return portFinding((error as NodeJS.ErrnoException).code ?? String(error), context.port, context.host);
    } finally {
      server.close();
    }
  },
};

/** @param code why nothing can listen there */
export function portFinding(code: string, number: number, host: string): Finding {
  const other = 'choose another one with PORT, or with --port';
  if (code === 'EADDRINUSE')
    return problem(`${number} is in use on ${host}`, `${other}; or end the process that listens there`);
  if (code === 'EACCES') return problem(`this user may not listen on ${number}`, `${other}, from 1024 on`);
  return problem(`nothing can listen on ${host}:${number} (${code})`, 'set HOST to an address of this machine');
}
