import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ReactorModel, ReactorPipeline, type Turn, Video } from '../../../authoring/index.js';
import type { VideoFrame } from '../../../media/index.js';
import { Bench, OnePicture, until } from '../../host/host-bench.fixture.js';

beforeAll(() => Logger.overrideLogger(false));

let bench: Bench;
afterEach(() => bench.host.close());

/** Far longer than the work of any turn here, on a machine that does ten other things. */
const WAIT_MS = 600;

class Camera {
  @Video() webcam!: VideoFrame;
}

const elapse = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function show(shade: number): Promise<void> {
  const before = bench.chunks.length;
  bench.show('webcam', shade);
  await until(() => bench.chunks.length > before);
}

/** Rates at which a model is played that gets one picture after a wait, three soon after, and another after a wait. */
async function rates(modelClass: typeof Mirror): Promise<number[]> {
  bench = await new Bench(modelClass).begin(1);
  await elapse(WAIT_MS);
  for (let shade = 0; shade < 4; shade++) await show(shade);
  await elapse(WAIT_MS);
  await show(9);
  return bench.chunks.map(({ fps }) => fps);
}

@ReactorModel({ name: 'mirror', output: OnePicture, input: Camera })
class Mirror extends ReactorPipeline<object, OnePicture, Camera> {
  async *inference(): AsyncGenerator<Turn<OnePicture>, void, void> {
    for (;;) yield { mainVideo: (await this.input.webcam.read())[0] };
  }
}

@ReactorModel({ name: 'patient', output: OnePicture, input: Camera })
class Patient extends Mirror {
  override async *inference(): AsyncGenerator<Turn<OnePicture>, void, void> {
    for (;;) {
      try {
        yield { mainVideo: (await this.input.webcam.read(1, { timeoutMs: 50 }))[0] };
      } catch {
        yield undefined;
      }
    }
  }
}

@ReactorModel({ name: 'trier', output: OnePicture, input: Camera })
class Trier extends Mirror {
  override async *inference(): AsyncGenerator<Turn<OnePicture>, void, void> {
    for (;;) {
      const [frame] = this.input.webcam.tryRead() ?? [];
      yield frame && { mainVideo: frame };
    }
  }
}

@ReactorModel({ name: 'prefetching', output: OnePicture, input: Camera })
class Prefetching extends Mirror {
  override async *inference(): AsyncGenerator<Turn<OnePicture>, void, void> {
    for (;;) {
      const [[first], [again]] = await Promise.all([this.input.webcam.read(), this.input.webcam.read()]).catch(
        () => [[], []] as const,
      );
      if (first === undefined && again === undefined) return;
      yield { mainVideo: (first ?? again)! };
    }
  }
}

describe('what a pipeline waits for is no work', () => {
  it.each([
    ['a read', Mirror],
    ['a read with a limit, again and again', Patient],
    ['idle turns', Trier],
  ])('%s', async (_, modelClass) => {
    for (const fps of await rates(modelClass)) expect(fps).toBeGreaterThanOrEqual(20);
  });

  it('two reads side by side', async () => {
    bench = await new Bench(Prefetching).begin(1);
    await elapse(WAIT_MS);
    bench.show('webcam', 1);
    bench.show('webcam', 2);
    await until(() => bench.chunks.length > 0);
    for (const { fps } of bench.chunks) expect(fps).toBeGreaterThanOrEqual(20);
  });

  it('is not in the time that the metrics have of a turn', async () => {
    await rates(Mirror);
    for (const { timing } of bench.chunks) expect(timing!.turnMs).toBeLessThan(WAIT_MS / 2);
  });
});

describe('what a loop waits for is no work', () => {
  @ReactorModel({ name: 'reader', output: OnePicture, input: Camera })
  class Reader extends ReactorModel<object, OnePicture, Camera> {
    async run(): Promise<void> {
      for (;;) {
        await this.connected.wait();
        await this.emit({ mainVideo: (await this.input.webcam.read())[0] });
      }
    }
  }

  it('a client and a picture: it may be no further ahead of the playout than a loop that never waited', async () => {
    bench = new Bench(Reader);
    bench.flowing = false;
    await bench.host.start();
    await bench.host.beginSession('s1');
    await elapse(WAIT_MS);
    bench.host.connect({ id: 1, joinedAtMs: performance.now() });
    await elapse(WAIT_MS);
    await show(1);
    bench.show('webcam', 2);
    await bench.arrived();
    await elapse(20);
    expect(bench.chunks).toHaveLength(1);
    bench.host.grant(1);
    await until(() => bench.chunks.length === 2);
  });
});

describe('what a model does itself is work', () => {
  @ReactorModel({ name: 'slow', output: OnePicture, input: Camera })
  class Slow extends Mirror {
    override async *inference(): AsyncGenerator<Turn<OnePicture>, void, void> {
      for (;;) {
        const [frame] = await this.input.webcam.read();
        await elapse(200);
        yield { mainVideo: frame };
      }
    }
  }

  it('between a read and its yield', async () => {
    const [, ...later] = await rates(Slow);
    for (const fps of later) expect(fps).toBeLessThanOrEqual(5.1);
    for (const { timing } of bench.chunks) expect(timing!.turnMs).toBeGreaterThanOrEqual(195);
  });
});

describe('a batch of pictures that were waited for', () => {
  @ReactorModel({ name: 'burst', output: OnePicture, input: Camera })
  class Burst extends ReactorPipeline<object, OnePicture, Camera> {
    async *inference(): AsyncGenerator<Turn<OnePicture>, void, void> {
      for (;;) yield { mainVideo: await this.input.webcam.read(4, { mode: 'fifo' }) };
    }
  }

  it('is played as fast as the pictures came, whatever pause lay between them', async () => {
    bench = await new Bench(Burst).begin(1);
    for (let shade = 0; shade < 12; shade++) {
      if (shade === 9) await elapse(WAIT_MS);
      bench.show('webcam', shade);
      await elapse(50);
    }
    await until(() => bench.chunks.length === 3);
    for (const { fps } of bench.chunks.slice(1)) {
      expect(fps).toBeGreaterThan(8);
      expect(fps).toBeLessThan(20.5);
    }
  });
});
