import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../errors/index.js';
import { ModelRoutes } from '../server/model-routes.js';
import { ServerSession } from '../server/server-session.js';
import type { Terminal } from '../terminal/terminal.js';

/** What `reactor snapshot` was given. */
export interface SnapshotInput {
  readonly out: string;
  readonly url: string;
  readonly token?: string | undefined;
  readonly session?: string | undefined;
  readonly track?: string | undefined;
  readonly start: boolean;
}

/** How long a model that was started may take for its first picture. */
const FIRST_PICTURE_MS = 30_000;
const PAUSE_MS = 100;

/** `reactor snapshot`. */
export async function runSnapshot(input: SnapshotInput, terminal: Terminal): Promise<void> {
  const { url, token, session, start } = input;
  const routes = new ModelRoutes(url, token);
  // A model emits nothing before its session has a client.
  const joined = start ? await ServerSession.join(routes, { session, start }) : undefined;
  try {
    const picture = await takePicture(routes, { ...input, session: joined?.id ?? session }, terminal);
    const file = resolve(terminal.cwd, input.out);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, picture);
    const [width, height] = [picture.readUInt32BE(16), picture.readUInt32BE(20)];
    terminal.report({ file, width, height, bytes: picture.length }, () => `wrote ${input.out}, ${width}x${height}`);
  } finally {
    await joined?.leave();
  }
}

async function takePicture(
  routes: ModelRoutes,
  { session, track, start }: SnapshotInput,
  terminal: Terminal,
): Promise<Buffer> {
  const query = new URLSearchParams(
    Object.entries({ session, track }).filter(([, value]) => value !== undefined) as [string, string][],
  );
  const deadline = performance.now() + FIRST_PICTURE_MS;
  for (;;) {
    try {
      const response = await routes.request(`snapshot?${query}`, { signal: terminal.interrupted });
      return Buffer.from(await response.arrayBuffer());
    } catch (error) {
      if (!(error instanceof CliError) || !ABSENT.has(error.code)) throw error;
      if (!start) {
        throw CliError.refused(error.code, `${error.message}; --start joins the session, or starts one`, {
          cause: error,
        });
      }
      if (error.code !== 'no_picture' || performance.now() > deadline) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

/** Refusals of a model that nobody watches. */
const ABSENT: ReadonlySet<string> = new Set(['no_picture', 'no_session']);
