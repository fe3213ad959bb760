import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CliError } from '../errors/index.js';
import { ModelRoutes } from '../server/model-routes.js';
import { ServerSession } from '../server/server-session.js';
import { takePicture } from '../server/take-picture.js';
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

/** Refusals of a model that nobody watches. */
const UNWATCHED: ReadonlySet<string> = new Set(['no_picture', 'no_session']);

/** `reactor snapshot`. */
export async function runSnapshot(input: SnapshotInput, terminal: Terminal): Promise<void> {
  const { url, token, session, track, start } = input;
  const routes = new ModelRoutes(url, token);
  // A model emits nothing before its session has a client.
  const joined = start ? await ServerSession.join(routes, { session, start }) : undefined;
  try {
    const id = joined?.id ?? session;
    const picture = await takePicture(routes, { session: id, track, waits: start, signal: terminal.interrupted });
    const file = resolve(terminal.cwd, input.out);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, picture);
    const [width, height] = [picture.readUInt32BE(16), picture.readUInt32BE(20)];
    terminal.report({ file, width, height, bytes: picture.length }, () => `wrote ${input.out}, ${width}x${height}`);
  } catch (error) {
    if (start || !(error instanceof CliError) || !UNWATCHED.has(error.code)) throw error;
    const advice = '--start joins the session, or starts one';
    throw CliError.refused(error.code, `${error.message}; ${advice}`, { cause: error });
  } finally {
    await joined?.leave();
  }
}
