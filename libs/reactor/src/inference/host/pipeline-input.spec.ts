import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  OnConnected,
  OnDisconnected,
  OnSessionEnded,
  OnSessionStarted,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  Video,
} from '../../authoring/index.js';
import type { VideoFrame } from '../../media/index.js';
import { Bench, OnePicture, ShadeState, until } from './host-bench.fixture.js';

beforeAll(() => Logger.overrideLogger(false));

let bench: Bench;
const log: string[] = [];
beforeEach(() => void log.splice(0));
afterEach(() => bench.host.close());

class Camera {
  @Video() webcam!: VideoFrame;
}

@ReactorModel({ name: 'mirror', state: ShadeState, output: OnePicture, input: Camera })
class Mirror extends ReactorPipeline<ShadeState, OnePicture, Camera> {
  async *inference(): AsyncGenerator<Turn<OnePicture>, void, void> {
    try {
      for (;;) {
        log.push('looks');
        const [frame] = await this.input.webcam.read();
        yield { mainVideo: frame };
      }
    } finally {
      log.push('closed');
    }
  }

  @OnSessionStarted() began(): void {
    log.push(`began ${this.state.shade}`);
  }
  @OnSessionEnded() ended(): void {
    log.push(`ended ${this.state.shade}`);
  }
  @OnConnected() came(): void {
    log.push('came');
  }
  @OnDisconnected() left(): void {
    log.push('left');
  }
}

/** A session whose generator waits for a picture. */
async function looking(): Promise<Bench> {
  bench = await new Bench(Mirror).begin(1);
  await until(() => log.includes('looks'));
  return bench;
}

describe('a pipeline that waits for a camera which sends nothing', () => {
  it('answers commands and runs hooks meanwhile', async () => {
    bench = await looking();
    expect(await bench.command('set_shade', { shade: 7 })).toMatchObject({ ok: true });
    bench.host.connect({ id: 2, joinedAtMs: 0 });
    bench.host.disconnect(2);
    await until(() => log.includes('left'));
    expect(await bench.command('set_shade', { shade: 8 })).toMatchObject({ ok: true });
    expect(bench.bundles).toHaveLength(0);
    expect(log).not.toContain('closed');
  });

  it('lets its session end, cleaned up and in order', async () => {
    bench = await looking();
    await bench.command('set_shade', { shade: 7 });
    await bench.host.endSession('stopped');
    expect(log).toEqual(['began 0', 'came', 'looks', 'closed', 'ended 7']);
    expect(bench.failures).toEqual([]);
  });

  it('starts the next session fresh, and shows none of the pictures sent before', async () => {
    bench = await looking();
    await bench.command('set_shade', { shade: 7 });
    await bench.host.endSession('stopped');
    bench.show('webcam', 11);
    await bench.host.beginSession('s2');
    bench.host.connect({ id: 1, joinedAtMs: 0 });
    await bench.command('set_shade', { shade: 1 });
    bench.show('webcam', 22);
    await until(() => bench.lumas.length === 1);
    expect(bench.lumas).toEqual([22]);
    expect(log.filter((entry) => entry.startsWith('began'))).toEqual(['began 0', 'began 0']);
  });

  it('closes its generator when the last client leaves, and makes another when one comes back', async () => {
    bench = await looking();
    await bench.command('set_shade', { shade: 7 });
    bench.host.disconnect(1);
    await until(() => log.includes('closed'));
    bench.show('webcam', 11);
    bench.host.connect({ id: 2, joinedAtMs: 0 });
    await bench.command('set_shade', { shade: 8 });
    bench.show('webcam', 22);
    await until(() => bench.lumas.length === 1);
    expect(bench.lumas).toEqual([22]);
  });
});

describe('a pipeline that gives up waiting', () => {
  @ReactorModel({ name: 'patient', output: OnePicture, input: Camera })
  class Patient extends ReactorPipeline<object, OnePicture, Camera> {
    async *inference(): AsyncGenerator<Turn<OnePicture>, void, void> {
      for (;;) {
        try {
          yield { mainVideo: (await this.input.webcam.read(1, { timeoutMs: 1 }))[0] };
        } catch (error) {
          log.push((error as { code: string }).code);
          throw error;
        }
      }
    }
  }

  it('fails its session with the read_timeout that it lets through', async () => {
    bench = await new Bench(Patient).begin(1);
    await until(() => bench.failures.length === 1);
    expect(log).toEqual(['read_timeout']);
  });
});
