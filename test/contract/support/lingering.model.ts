import {
  Idle,
  type InputState,
  OnSessionEnded,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  Video,
  type VideoFrame,
} from '@nestjs-reactor/core';

class LingeringOutput {
  @Video() mainVideo!: VideoFrame;
}

/** Its session ends when the test lets it. */
@ReactorModel({ name: 'lingering', output: LingeringOutput })
export class Lingering extends ReactorPipeline<InputState, LingeringOutput> {
  /** Lets the hook that runs come to its end. */
  static letGo: () => void = () => {};

  *inference(): Generator<Turn<LingeringOutput>, void, void> {
    for (;;) yield Idle;
  }

  @OnSessionEnded()
  async linger(): Promise<void> {
    await new Promise<void>((resolve) => {
      Lingering.letGo = resolve;
    });
  }
}
