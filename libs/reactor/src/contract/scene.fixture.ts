import { InputField, InputState, ReactorModel, ReactorPipeline, type Turn, Video } from '../authoring/index.js';
import type { VideoFrame } from '../media/index.js';
import { manifestOf } from './binding/manifest-of.js';
import { readModelContract } from './binding/read-model-contract.js';
import type { ModelManifest } from './manifest/model-manifest.js';

class SceneState extends InputState {
  @InputField({ default: 'nothing', maxLength: 100 }) prompt!: string;
  @InputField({ default: 1, min: 0, max: 10 }) speed!: number;
}

class SceneOutput {
  @Video() mainVideo!: VideoFrame;
}

@ReactorModel({ name: 'scene', state: SceneState, output: SceneOutput })
class Scene extends ReactorPipeline<SceneState, SceneOutput> {
  *inference(): Generator<Turn<SceneOutput>, void, void> {}
}

class TitledState extends InputState {
  @InputField({ default: 'untitled' }) title!: string;
  @InputField({ default: 1, min: 0, max: 3 }) speed!: number;
}

/** A newer version of the same model: no prompt, and a smaller range of speeds. */
@ReactorModel({ name: 'scene', state: TitledState, output: SceneOutput })
class NewScene extends ReactorPipeline<TitledState, SceneOutput> {
  *inference(): Generator<Turn<SceneOutput>, void, void> {}
}

export const SCENE: ModelManifest = manifestOf(readModelContract(Scene));
export const NEW_SCENE: ModelManifest = manifestOf(readModelContract(NewScene));
