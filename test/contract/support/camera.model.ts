import {
  Command,
  Idle,
  InputState,
  MessageField,
  ModelMessage,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  Video,
  type VideoFrame,
} from '@nestjs-reactor/core';

class CameraInput {
  @Video() webcam!: VideoFrame;
}

class CameraOutput {
  @Video() mainVideo!: VideoFrame;
}

class Counted extends ModelMessage {
  @MessageField({ type: 'integer', default: 0 }) pictures!: number;
}

/** Tells how many pictures have reached it. */
@ReactorModel({ name: 'camera', input: CameraInput, output: CameraOutput, messages: [Counted] })
export class Camera extends ReactorPipeline<InputState, CameraOutput, CameraInput> {
  *inference(): Generator<Turn<CameraOutput>, void, void> {
    for (;;) yield Idle;
  }

  @Command({ reply: Counted })
  count(): Counted {
    return Counted.of({ pictures: this.input.webcam.totalReceived });
  }
}
