import type { MediaBundle, VideoFrame } from '../media/index.js';
import { HeadlessError } from './headless-error.js';
import type { HeadlessModel } from './headless-model.js';
import type { RunAction, RunEvent, RunTime } from './run-event.js';
import { storedFileOf } from './run-file.js';

/** The pictures of one camera, one a turn; undefined ends the run. */
export type Camera = () => VideoFrame | undefined | Promise<VideoFrame | undefined>;

/** Of a headless run: how long it is, and what happens in it. */
export interface PlayOptions {
  /** Frames to make; fewer where a camera or the events end before. */
  readonly frames: number;
  /** In the order in which they are carried out. @defaultValue one client that joins before the first turn */
  readonly events?: readonly RunEvent[];
  /** By input. One that a turn reads and that is absent ends the run with `no_input`. */
  readonly cameras?: Readonly<Record<string, Camera>>;
}

/** Turns in a row without a frame after which a model without further commands is given up. */
const MAX_IDLE_TURNS = 1_000;

const JOINED: RunEvent = { at: { turn: 1 }, action: { kind: 'connect', client: 1 } };

/** The same events with one client that is there from the start. */
export function withClient(events: readonly RunEvent[]): readonly RunEvent[] {
  return [JOINED, ...events];
}

/**
 * Makes frames: carries out the events that are due, gives each camera's next picture to the model, and lets it take a
 * turn, until there are enough. Every frame may be read until the next is asked for.
 *
 * Rejects with what `HeadlessModel` rejects with, naming the line of the command; with `no_output` where the model
 * makes no frame.
 */
export async function* play(model: HeadlessModel, options: PlayOptions): AsyncGenerator<MediaBundle, void, void> {
  const events = [...(options.events ?? [JOINED])];
  const cameras = Object.entries(options.cameras ?? {});
  const clients = new Set<number>();
  let left = options.frames;
  let idle = 0;
  while (left > 0) {
    const { turn, frame } = model.position;
    // Without a client no turn is taken: whatever comes next is due.
    while (events.length > 0 && (clients.size === 0 || isDue(events[0]!.at, turn, frame))) {
      await carryOut(model, events.shift()!, clients);
    }
    if (clients.size === 0) return;
    for (const [track, next] of cameras) {
      const picture = await next();
      if (picture === undefined) return;
      model.show(track, picture);
    }
    const bundles = await model.step((track) => options.cameras?.[track]?.());
    idle = bundles.length === 0 ? idle + 1 : 0;
    if (idle > MAX_IDLE_TURNS && events.length === 0) throw nothingMade(model);
    for (const bundle of bundles.slice(0, left)) yield bundle;
    left -= bundles.length;
    // A model that waits for a command at a later frame never gets there by itself.
    if (idle > MAX_IDLE_TURNS && events[0] !== undefined && 'frame' in events[0].at)
      await carryOut(model, events.shift()!, clients);
  }
}

function isDue(at: RunTime, turn: number, frame: number): boolean {
  return 'frame' in at ? at.frame <= frame + 1 : at.turn <= turn + 1;
}

async function carryOut(model: HeadlessModel, { action, line }: RunEvent, clients: Set<number>): Promise<void> {
  if (action.kind === 'connect') {
    clients.add(action.client);
    model.connect(action.client);
  } else if (action.kind === 'disconnect') {
    clients.delete(action.client);
    model.disconnect(action.client);
  } else {
    await send(model, action).catch((error: unknown) => {
      throw line === undefined ? error : atLine(line, error);
    });
  }
}

async function send(model: HeadlessModel, action: Extract<RunAction, { kind: 'command' }>): Promise<void> {
  const files = Object.entries(action.files).map(async ([name, path]) => [name, await storedFileOf(path)] as const);
  await model.command(action.name, action.args, Object.fromEntries(await Promise.all(files)), action.client);
}

function atLine(line: number, error: unknown): HeadlessError {
  const message = error instanceof Error ? error.message : String(error);
  return new HeadlessError('command_refused', `line ${line}: ${message}`, { cause: error });
}

function nothingMade(model: HeadlessModel): HeadlessError {
  return new HeadlessError(
    'no_output',
    `${model.manifest.name} has taken ${MAX_IDLE_TURNS} turns without a frame, and no command follows; give it the commands that it waits for`,
  );
}
