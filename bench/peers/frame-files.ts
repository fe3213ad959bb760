import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { type FrameLoop, frameLoop } from './frame-loop.js';

export interface FrameFile {
  readonly path: string;
  /** The page has frame 3 from `${url}/3`. */
  readonly url: string;
  close(): void;
}

/** Writes a loop of frames for the servers to send, and serves it to the page that compares. */
export async function openFrameFile(folder: string, loop: FrameLoop): Promise<FrameFile> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `frames-${loop.width}x${loop.height}.rgb`);
  const file = openSync(path, 'w+');
  for (const frame of frameLoop(loop)) writeSync(file, frame);
  const size = 3 * loop.width * loop.height;
  const server = createServer((request, response) => {
    const frame = Buffer.alloc(size);
    const read = readSync(file, frame, 0, size, Number(request.url?.slice(1)) * size);
    response.setHeader('access-control-allow-origin', '*');
    if (read === size) response.end(frame);
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    path,
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
      closeSync(file);
    },
  };
}
