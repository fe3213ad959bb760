import type { MediaBundle } from '@nestjs-reactor/core';
import { CliError } from '../errors/index.js';
import type { Terminal } from '../terminal/terminal.js';
import { type FrameHashes, RunDigest } from './frame-hashes.js';
import type { FrameOutput } from './frame-outputs.js';
import { ProgressBar } from './progress-bar.js';

/** What a run made. */
export interface RunResult {
  readonly frames: number;
  readonly turns: number;
  readonly seconds: number;
  /** One hash for all frames: SHA-256 over the number and the hashes of each. */
  readonly digest: string;
}

/**
 * Takes the frames of a run as they are made, and hands each to the outputs, which are closed at the end.
 *
 * @param total undefined: as many as come
 * @throws CliError `interrupted`, and whatever the run throws
 */
export async function makeFrames(
  frames: AsyncIterable<MediaBundle & { readonly hashes: FrameHashes['hashes'] }>,
  outputs: readonly FrameOutput[],
  total: number | undefined,
  terminal: Terminal,
): Promise<RunResult> {
  const bar = new ProgressBar(process.stderr, total);
  const digest = new RunDigest();
  const startedMs = performance.now();
  let made = 0;
  let turns = 0;
  try {
    for await (const frame of frames) {
      if (terminal.interrupted.aborted) throw CliError.of('interrupted', 'the run was stopped before its end');
      digest.add(frame);
      for (const output of outputs) await output.add(frame);
      turns = frame.turn;
      bar.advance(++made);
    }
  } finally {
    bar.clear();
    await Promise.all(outputs.map((output) => output.close()));
  }
  return {
    frames: made,
    turns,
    seconds: Number(((performance.now() - startedMs) / 1000).toFixed(3)),
    digest: digest.value,
  };
}
