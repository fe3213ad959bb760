import {
  Audio,
  Command,
  CommandError,
  Idle,
  InputField,
  InputState,
  MessageField,
  ModelMessage,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  Video,
  type VideoFrame,
} from '@nestjs-reactor/core';

class EchoState extends InputState {
  @InputField({ default: 'hi', maxLength: 100 }) prompt!: string;
  @InputField({ default: 0.5, min: 0, max: 1 }) strength!: number;
}

class EchoInput {
  @Video() webcam!: VideoFrame;
}

class EchoOutput {
  @Video() mainVideo!: VideoFrame;
  @Audio() mainAudio!: unknown;
}

class Told extends ModelMessage {
  @MessageField({ type: 'string' }) words!: string;
}

/** Shows nothing and answers everything: what a client sees of it is the wire alone. */
@ReactorModel({ name: 'echo', state: EchoState, input: EchoInput, output: EchoOutput, fps: 30, messages: [Told] })
export class Echo extends ReactorPipeline<EchoState, EchoOutput> {
  *inference(): Generator<Turn<EchoOutput>, void, void> {
    for (;;) yield Idle;
  }

  @Command({ reply: Told })
  say(@InputField({ name: 'words', default: '' }) words: string): Told {
    return Told.of({ words });
  }

  /** Says as many characters as nobody can receive in one frame. */
  @Command({ reply: Told })
  shout(): Told {
    return Told.of({ words: '!'.repeat(300_000) });
  }

  @Command()
  refuse(): void {
    throw new CommandError('too_shy', 'not now');
  }
}

/** A model that is still loading, until the test says otherwise. */
@ReactorModel({ name: 'slow_loader', output: EchoOutput })
export class SlowLoader extends ReactorPipeline<InputState, EchoOutput> {
  /** Ends the loading of the instance that loads. */
  static finish: () => void = () => {};

  override async load(): Promise<void> {
    await new Promise<void>((resolve) => {
      SlowLoader.finish = resolve;
    });
  }

  *inference(): Generator<Turn<EchoOutput>, void, void> {
    for (;;) yield Idle;
  }
}

@ReactorModel({ name: 'broken', output: EchoOutput })
export class Broken extends ReactorPipeline<InputState, EchoOutput> {
  override async load(): Promise<void> {
    throw new Error('no weights');
  }

  *inference(): Generator<Turn<EchoOutput>, void, void> {
    for (;;) yield Idle;
  }
}
