import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import type { HeadlessModel } from '@nestjs-reactor/core/headless';
import type { ExitName } from '../errors/index.js';
import type { Terminal } from '../terminal/terminal.js';
import { FrameComparison } from './frame-comparison.js';
import { differences, type FrameHashes, readHashes } from './frame-hashes.js';
import { makeFrames } from './make-frames.js';
import { type OpenRun, type RunInput, withRun } from './open-run.js';
import { toRunError } from './run-error.js';

export interface HeadlessInput extends RunInput {
  /** Path, or `-` for standard input. */
  readonly script: string | undefined;
  /** Path of earlier hashes. */
  readonly compare: string | undefined;
  /** Of a run that has no camera and says no number. */
  readonly defaultFrames: number;
}

/** Makes the frames of a script, and compares them. @throws CliError */
export async function runHeadless(input: HeadlessInput, terminal: Terminal): Promise<ExitName> {
  try {
    const expected = await expectedHashes(input.compare, terminal);
    return await withRun(input, terminal, (run) => makeAndReport(run, input, expected, terminal));
  } catch (error) {
    throw toRunError(error);
  }
}

async function makeAndReport(
  { headless, model, cameras, outputs }: OpenRun,
  input: HeadlessInput,
  expected: ReadonlyMap<number, FrameHashes['hashes']> | undefined,
  terminal: Terminal,
): Promise<ExitName> {
  const events = headless.withClient(await readEvents(headless, model, input, terminal));
  const counted = input.frames ?? (input.camera.length > 0 ? undefined : input.defaultFrames);
  const frames = headless.play(model, { frames: counted ?? Infinity, events, cameras: cameras.byTrack });
  const comparison = new FrameComparison();
  const compared = comparison.watch(hashed(headless.hashFrame, frames), ({ frame, hashes }) => {
    const before = expected?.get(frame);
    return before && differences(before, hashes);
  });
  const result = await makeFrames(compared, outputs, counted, terminal);
  const { name } = model.manifest;
  const facts = {
    model: name,
    seed: input.seed ?? 0,
    ...result,
    ...(expected === undefined ? {} : { compared: comparison.compared, different: comparison.different ?? null }),
  };
  terminal.report(facts, () => {
    const run = `${name}: ${result.frames} frames in ${result.seconds} s, seed ${facts.seed}\ndigest ${result.digest}`;
    return expected === undefined ? run : `${run}\n${verdictOf(comparison)}`;
  });
  return comparison.exit;
}

function verdictOf({ compared, different }: FrameComparison): string {
  if (different === undefined) return `the ${compared} compared frames are as they were`;
  return `frame ${different.frame} is the first that differs, in ${different.tracks.join(', ')}`;
}

async function readEvents(
  { readScript }: OpenRun['headless'],
  { manifest, fps }: HeadlessModel,
  { script }: HeadlessInput,
  { cwd }: Terminal,
): Promise<ReturnType<OpenRun['headless']['readScript']>> {
  if (script === undefined) return [];
  if (script === '-')
    return readScript(await textOf(process.stdin), { manifest, fps, folder: cwd, name: 'standard input' });
  const path = resolve(cwd, script);
  return readScript(await readFile(path, 'utf8'), { manifest, fps, folder: dirname(path), name: script });
}

async function expectedHashes(
  path: string | undefined,
  { cwd }: Terminal,
): Promise<ReadonlyMap<number, FrameHashes['hashes']> | undefined> {
  return path === undefined ? undefined : readHashes(await readFile(resolve(cwd, path), 'utf8'), path);
}

async function* hashed<T extends Parameters<OpenRun['headless']['hashFrame']>[0]>(
  hashFrame: OpenRun['headless']['hashFrame'],
  frames: AsyncIterable<T>,
): AsyncGenerator<T & FrameHashes, void, void> {
  for await (const frame of frames) yield { ...frame, hashes: hashFrame(frame) };
}
