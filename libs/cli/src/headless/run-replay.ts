import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Recording } from '@nestjs-reactor/core/headless';
import type { ExitName } from '../errors/index.js';
import { Project } from '../project/project.js';
import type { Terminal } from '../terminal/terminal.js';
import { FrameComparison } from './frame-comparison.js';
import { makeFrames } from './make-frames.js';
import { type OpenRun, type RunInput, withRun } from './open-run.js';
import { headlessOf } from './project-headless.js';
import { replayLive } from './replay-live.js';
import { toRunError } from './run-error.js';

export interface ReplayInput extends RunInput {
  readonly file: string;
  /** Of a running server; undefined: without one. */
  readonly url: string | undefined;
  readonly token: string | undefined;
}

/** Runs a recorded session again. @throws CliError */
export async function runReplay(input: ReplayInput, terminal: Terminal): Promise<ExitName> {
  try {
    const { readRecording } = await headlessOf(await Project.find(terminal.cwd));
    const recording = readRecording(await readFile(resolve(terminal.cwd, input.file), 'utf8'), input.file);
    const { url, token } = input;
    if (url !== undefined) return await replayLive(recording, { url, token }, terminal);
    const { model, seed } = recording.session;
    const frames = input.frames ?? recording.frames;
    const again = { ...input, model: input.model ?? model, seed: input.seed ?? seed ?? 0, frames };
    return await withRun(again, terminal, (run) => makeAndReport(run, recording, again, terminal));
  } catch (error) {
    throw toRunError(error);
  }
}

async function makeAndReport(
  { headless, model, cameras, outputs }: OpenRun,
  recording: Recording,
  { frames, seed }: { readonly frames: number; readonly seed: number },
  terminal: Terminal,
): Promise<ExitName> {
  const { session } = recording;
  const schema = headless.hasSchemaOf(recording, model.manifest) ? 'same' : 'changed';
  if (schema === 'changed') terminal.note(`warning: the schema of ${session.model} has changed since it was recorded`);
  if (recording.isCutOff) terminal.note('warning: the recording ends before its session did');
  const comparison = new FrameComparison();
  const replayed = headless.replay(model, recording, { frames, cameras: cameras.byTrack });
  const compared = comparison.watch(replayed, ({ different }) => different);
  const result = await makeFrames(compared, outputs, frames, terminal);
  const facts = {
    model: session.model,
    session: session.session,
    seed,
    schema,
    ...result,
    recorded: recording.frames,
    compared: comparison.compared,
    different: comparison.different ?? null,
  };
  terminal.report(facts, () => {
    const run = `${session.model}: ${result.frames} frames in ${result.seconds} s, seed ${seed}\ndigest ${result.digest}`;
    return `${run}\n${verdictOf(comparison)}`;
  });
  return comparison.exit;
}

function verdictOf({ compared, different }: FrameComparison): string {
  if (different !== undefined) {
    return `frame ${different.frame} is the first that differs from the recording, in ${different.tracks.join(', ')}`;
  }
  if (compared > 0) return `the ${compared} frames with a recorded hash are as they were`;
  return 'nothing was compared: the session was recorded without recording.frameHashes';
}
