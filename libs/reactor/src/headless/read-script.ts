import { resolve } from 'node:path';
import { checkCommand, commandNamed, type ModelManifest } from '../contract/index.js';
import { HeadlessError } from './headless-error.js';
import { readJsonLines } from './json-lines.js';
import type { RunEvent, RunTime } from './run-event.js';
import { referenceOf } from './run-file.js';

/** What a script of commands is read for. */
export interface ScriptOptions {
  readonly manifest: ModelManifest;
  /** Frames a second, by which `ms` becomes a frame. */
  readonly fps: number;
  /** Folder that the paths of files are relative to. @defaultValue the working directory */
  readonly folder?: string;
  /** Of the text, for errors. @defaultValue 'the script' */
  readonly name?: string;
}

const KEYS = ['frame', 'ms', 'command', 'args', 'files'];

/**
 * Reads the commands of a headless run, one JSON object a line:
 *
 * ```json
 * {"frame": 31, "command": "set_prompt", "args": {"prompt": "snow"}}
 * {"ms": 2500, "command": "set_image", "files": {"image": "cat.png"}}
 * ```
 *
 * `frame` is the first frame that is made with it, from 1; `ms` says the same as milliseconds of the finished video. A
 * line with neither happens with the line before it, or before the first frame. Throws `bad_script`, which names every
 * bad line.
 */
export function readScript(text: string, options: ScriptOptions): readonly RunEvent[] {
  const { lines, problems } = readJsonLines(text);
  let last = 1;
  const events: RunEvent[] = [];
  for (const { line, value } of lines) {
    const problem = problemOf(value, options.manifest);
    if (problem !== undefined) {
      problems.push({ line, problem });
      continue;
    }
    last = frameOf(value, options.fps) ?? last;
    const files = value['files'] as Record<string, string> | undefined;
    const folder = options.folder ?? '.';
    events.push({
      line,
      at: { frame: last },
      action: {
        kind: 'command',
        client: 1,
        name: value['command'] as string,
        args: (value['args'] as Record<string, unknown> | undefined) ?? {},
        files: Object.fromEntries(Object.entries(files ?? {}).map(([name, path]) => [name, resolve(folder, path)])),
      },
    });
  }
  if (problems.length > 0) {
    const said = problems.toSorted((a, b) => a.line - b.line).map(({ line, problem }) => `line ${line} ${problem}`);
    throw new HeadlessError('bad_script', `${options.name ?? 'the script'}: ${said.join('\n  ')}`);
  }
  return events.toSorted((a, b) => timeOf(a.at) - timeOf(b.at));
}

function timeOf(at: RunTime): number {
  return 'frame' in at ? at.frame : at.turn;
}

function frameOf({ frame, ms }: Readonly<Record<string, unknown>>, fps: number): number | undefined {
  if (frame !== undefined) return frame as number;
  return ms === undefined ? undefined : Math.floor(((ms as number) * fps) / 1000) + 1;
}

function problemOf(value: Readonly<Record<string, unknown>>, manifest: ModelManifest): string | undefined {
  const { frame, ms, command, args, files } = value;
  const unknown = Object.keys(value).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) return `has the unknown key ${JSON.stringify(unknown)}; it may have ${KEYS.join(', ')}`;
  if (frame !== undefined && ms !== undefined) return 'has both frame and ms; give one';
  if (frame !== undefined && !(Number.isSafeInteger(frame) && (frame as number) >= 1)) {
    return `has a frame that is no whole number from 1 (got ${JSON.stringify(frame)})`;
  }
  if (ms !== undefined && !(typeof ms === 'number' && ms >= 0)) {
    return `has an ms that is no number from 0 (got ${JSON.stringify(ms)})`;
  }
  if (typeof command !== 'string') return 'names no command; give "command": "set_prompt"';
  if (files !== undefined && !isPaths(files)) return 'has files that are no object of paths by argument';
  return refusalOf(manifest, command, args, files ?? {});
}

/** What the model's schema says of it. */
function refusalOf(
  manifest: ModelManifest,
  command: string,
  args: unknown,
  files: Readonly<Record<string, string>>,
): string | undefined {
  try {
    const uploads = Object.entries(files).map(([name, path]) => [name, referenceOf(path)]);
    checkCommand(manifest, command, args ?? {}, Object.fromEntries(uploads) as never);
    return undefined;
  } catch (error) {
    const known = commandNamed(manifest, command) === undefined ? '' : 'has a command that is refused: ';
    return known === ''
      ? `names an unknown command: ${(error as Error).message}`
      : `${known}${(error as Error).message}`;
  }
}

function isPaths(files: unknown): files is Record<string, string> {
  return (
    typeof files === 'object' &&
    files !== null &&
    !Array.isArray(files) &&
    Object.values(files).every((path) => typeof path === 'string')
  );
}
