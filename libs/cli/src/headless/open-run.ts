import type { I420Picture, VideoFrame as Frame } from '@nestjs-reactor/core';
import type { HeadlessModel } from '@nestjs-reactor/core/headless';
import { Project } from '../project/project.js';
import type { Terminal } from '../terminal/terminal.js';
import { type Cameras, openCameras } from './cameras.js';
import { type FrameOutput, openOutput } from './frame-outputs.js';
import { type HeadlessPackage, headlessOf, quietLogs } from './project-headless.js';

export interface RunInput {
  readonly model: string | undefined;
  readonly frames: number | undefined;
  readonly seed: number | undefined;
  readonly camera: readonly string[];
  readonly out: readonly string[];
  readonly isolation: 'thread' | 'process' | 'inline';
  readonly timeout: number;
}

/** A loaded model with what it sees, and where its frames go. */
export interface OpenRun {
  readonly headless: HeadlessPackage;
  readonly model: HeadlessModel;
  readonly cameras: Cameras;
  readonly outputs: readonly FrameOutput[];
  /** Ends the model and the cameras; the outputs are closed by whoever writes them. */
  close(): Promise<void>;
}

/**
 * Loads a model of the project in the terminal's folder for as long as `use` takes.
 * @throws CliError, errors of the framework, and what `use` throws
 */
export async function withRun<T>(input: RunInput, terminal: Terminal, use: (run: OpenRun) => Promise<T>): Promise<T> {
  const run = await openRun(input, terminal);
  try {
    return await use(run);
  } finally {
    await run.close();
  }
}

async function openRun(input: RunInput, terminal: Terminal): Promise<OpenRun> {
  const project = await Project.find(terminal.cwd);
  const headless = await headlessOf(project);
  const { VideoFrame } = await project.core();
  await quietLogs(project, terminal);
  const model = await headless.HeadlessModel.start(await project.model(input.model), {
    isolation: input.isolation,
    timeoutMs: input.timeout * 1000,
    ...(input.seed === undefined ? {} : { seed: input.seed }),
  });
  try {
    const cameras = await openCameras(input.camera, model.cameras, {
      headless,
      frameOf: ({ width, height, data }) => VideoFrame.rgba(width, height, data),
      // Without a number of frames the run ends with its pictures.
      repeat: input.frames !== undefined,
      cwd: terminal.cwd,
    });
    const outputs: FrameOutput[] = [];
    const frameOf = (picture: I420Picture): Frame => VideoFrame.fromPicture(picture);
    const tracks = model.manifest.tracks.filter(({ kind, direction }) => kind === 'video' && direction === 'out');
    for (const path of input.out) {
      const names = tracks.map(({ name }) => name);
      outputs.push(await openOutput(path, { headless, frameOf, fps: model.fps, tracks: names, cwd: terminal.cwd }));
    }
    const close = async (): Promise<void> => {
      await model.close();
      await cameras.close();
    };
    return { headless, model, cameras, outputs, close };
  } catch (error) {
    await model.close();
    throw error;
  }
}
