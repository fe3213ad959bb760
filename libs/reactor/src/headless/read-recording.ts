import { readModelSchema, schemaHash } from '@nestjs-reactor/protocol/schema';
import { type ModelManifest, renderSchema } from '../contract/index.js';
import { RECORDING_VERSION, type RecordingLine, type SessionLine } from '../recording/recording-line.js';
import { HeadlessError } from './headless-error.js';
import { readJsonLines } from './json-lines.js';
import type { RunAction, RunEvent } from './run-event.js';

/** A recorded session, as it is run again. */
export interface Recording {
  readonly session: SessionLine;
  /** In the order in which they happened. */
  readonly events: readonly RunEvent[];
  /** Milliseconds from the session's start to each event. */
  readonly times: readonly number[];
  /** Hashes by track of the frames that have some, by the frame's number. */
  readonly hashes: ReadonlyMap<number, Readonly<Record<string, string>>>;
  /** Number of the last frame that is known of. */
  readonly frames: number;
  /** The file was full, or the server ended, before the session did. */
  readonly isCutOff: boolean;
}

/**
 * Reads what `recording.directory` has of a session.
 *
 * @param name of the file, for errors. Throws `bad_recording` for what is none, and where a command was not recorded
 *   whole.
 */
export function readRecording(text: string, name = 'the recording'): Recording {
  const { lines, problems } = readJsonLines(text);
  const refuse = (problem: string): never => {
    throw new HeadlessError('bad_recording', `${name}: ${problem}`);
  };
  // A server that crashed may leave half a line at the end.
  const bad = problems.find(({ line }) => line < (lines.at(-1)?.line ?? Infinity));
  if (bad !== undefined) refuse(`line ${bad.line} ${bad.problem}`);
  const session = lines[0]?.value as unknown as SessionLine | undefined;
  if (session?.type !== 'session')
    return refuse('its first line names no session; give a file that a server has recorded');
  const version: number = session.version;
  if (version !== RECORDING_VERSION) {
    refuse(`it has version ${version}, and this program reads version ${RECORDING_VERSION}`);
  }
  const rest = lines.slice(1).map(({ line, value }) => ({ line, value: value as unknown as RecordingLine }));
  const happened = rest.flatMap(({ line, value }) => {
    const action = actionOf(value);
    if (action === 'withheld') return refuse(`line ${line}: ${whyWithheld(value)}`);
    return action === undefined ? [] : [{ action, line, moment: value as { ms: number; turn: number } }];
  });
  const frames = rest.flatMap(({ value }) => (value.type === 'frame' ? [value] : []));
  return {
    session,
    events: happened.map(({ action, line, moment }) => ({ action, line, at: { turn: moment.turn } })),
    times: happened.map(({ moment }) => moment.ms),
    hashes: new Map(frames.map(({ frame, hashes }) => [frame, hashes])),
    frames: Math.max(0, ...rest.map(({ value }) => frameOf(value))),
    isCutOff: rest.at(-1)?.value.type !== 'end',
  };
}

/** Whether the model still offers what it offered when the session was recorded. */
export function hasSchemaOf({ session }: Recording, manifest: ModelManifest): boolean {
  return session.schema === schemaHash(readModelSchema(renderSchema(manifest)));
}

function actionOf(line: RecordingLine): RunAction | 'withheld' | undefined {
  switch (line.type) {
    case 'join':
      return { kind: 'connect', client: line.client };
    case 'leave':
      return { kind: 'disconnect', client: line.client };
    case 'command':
      if (line.withheld !== undefined) return 'withheld';
      return { kind: 'command', client: line.client, name: line.name, args: line.args ?? {}, files: {} };
    case 'session':
    case 'frame':
    case 'full':
    case 'end':
      return undefined;
  }
}

function whyWithheld(line: RecordingLine): string {
  const { name, withheld } = line as { readonly name: string; readonly withheld: string };
  const what = withheld === 'file' ? 'a file of a client' : 'a secret value';
  return `${name} had ${what}, which is not recorded; the session cannot be run again`;
}

/** The last frame that a line knows of: the one before a command was made. */
function frameOf(line: RecordingLine): number {
  if (line.type === 'command') return line.frame - 1;
  return line.type === 'frame' || line.type === 'end' ? line.frame : 0;
}
