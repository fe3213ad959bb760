import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../errors/index.js';
import type { ModelRoutes } from './model-routes.js';

/** Which picture. */
export interface PictureChoice {
  /** @defaultValue the newest session of the model */
  readonly session?: string | undefined;
  /** @defaultValue the first output with pictures */
  readonly track?: string | undefined;
  /** Wait for the first one of a model that has just been started, up to half a minute. */
  readonly waits: boolean;
  readonly signal?: AbortSignal;
}

const FIRST_PICTURE_MS = 30_000;
const PAUSE_MS = 100;

/** The newest picture of a session, as a PNG. @throws CliError the server's refusal */
export async function takePicture(routes: ModelRoutes, choice: PictureChoice): Promise<Buffer> {
  const { session, track, waits, signal } = choice;
  const query = new URLSearchParams();
  if (session !== undefined) query.set('session', session);
  if (track !== undefined) query.set('track', track);
  const deadline = performance.now() + FIRST_PICTURE_MS;
  for (;;) {
    try {
      const response = await routes.request(`snapshot?${query}`, { signal });
      return Buffer.from(await response.arrayBuffer());
    } catch (error) {
      const isEarly = error instanceof CliError && error.code === 'no_picture';
      if (!isEarly || !waits || performance.now() > deadline) throw error;
    }
    await sleep(PAUSE_MS);
  }
}
