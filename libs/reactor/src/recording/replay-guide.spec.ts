import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { beforeAll, expect, it } from '@jest/globals';
import { InputField, InputState, ReactorModel, ReactorPipeline, Video } from '../authoring/index.js';
import { HeadlessModel, readRecording, replay } from '../headless/index.js';
import { VideoFrame } from '../media/index.js';
import { TestReactor } from '../testing/index.js';
import { mergeRecordingOptions } from './recording.options.js';
import { SessionRecordings } from './session-recordings.js';

class LampState extends InputState {
  @InputField({ default: 20, min: 0, max: 255, type: 'integer' }) level!: number;
}

class LampOutput {
  @Video() mainVideo!: VideoFrame;
}

@ReactorModel({ name: 'lamp', state: LampState, output: LampOutput, fps: 120 })
class Lamp extends ReactorPipeline<LampState, LampOutput> {
  *inference() {
    while (true) yield { mainVideo: VideoFrame.rgb(8, 8, new Uint8Array(192).fill(this.state.level * Math.random())) };
  }
}

beforeAll(() => Logger.overrideLogger(false));

/** A session of the lamp, as its file. */
async function recordedSession(folder: string): Promise<string> {
  const recordings = new SessionRecordings(mergeRecordingOptions({ directory: folder, frameHashes: true }));
  const reactor = await TestReactor.start(Lamp, { inference: { seed: 7 } });
  recordings.watch(reactor.runtime.model, 7);
  const viewer = await reactor.join();
  await viewer.command('set_level', { level: 200 });
  await viewer.frames(5);
  await reactor.endSession();
  await reactor.close();
  const [name] = await readdir(folder);
  return join(folder, name!);
}

it('does what the guide says of a replay', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'replay-'));
  try {
    const file = await recordedSession(folder);
    // #region replay
    const recording = readRecording(await readFile(file, 'utf8'), file);
    const model = await HeadlessModel.start(Lamp, { seed: recording.session.seed ?? 0 });
    for await (const { frame, different } of replay(model, recording)) {
      if (different !== undefined) expect({ frame, different }).toEqual({ frame, different: [] });
    }
    await model.close();
    // #endregion
    expect(recording.hashes.size).toBeGreaterThanOrEqual(5);
  } finally {
    await rm(folder, { recursive: true });
  }
});
