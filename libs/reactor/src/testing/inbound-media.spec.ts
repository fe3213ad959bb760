import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { renderSchema, type Track } from '../contract/index.js';
import { ScriptedHost } from '../inference/host/scripted-host.fixture.js';
import { until } from '../inference/host/host-bench.fixture.js';
import {
  DEFAULT_SESSION_OPTIONS,
  MediaEngines,
  Model,
  type Session,
  type SessionConnection,
} from '../session/index.js';
import { LoopbackEngine } from '../transport/loopback/loopback-engine.js';
import { mergeWebRtcOptions } from '../transport/webrtc/webrtc.options.js';
import { WrtcReceivers } from '../transport/wrtc/wrtc-receivers.js';
import type { Wrtc, WrtcTrack, WrtcVideoSink } from '../transport/wrtc/wrtc.js';
import { testOffer } from './test-offer.js';

const [WIDTH, HEIGHT] = [320, 180];
const BYTES = (WIDTH * HEIGHT * 3) / 2;

/** Pictures that were copied: buffers of a picture's size made of another one's bytes. */
let copies: number;
const { Uint8Array: RealArray } = globalThis;

/** The library's sink of a client's camera: it uses one buffer for all pictures. */
class Camera implements WrtcVideoSink {
  static latest: Camera;
  onframe: WrtcVideoSink['onframe'] = null;
  private readonly data = new Uint8Array(BYTES);
  private shade = 0;
  constructor() {
    Camera.latest = this;
  }
  film(pictures: number, width = WIDTH, height = HEIGHT): void {
    for (let i = 0; i < pictures; i++) {
      this.data.fill(++this.shade);
      this.onframe?.({ frame: { width, height, data: this.data } });
    }
  }
  stop(): void {}
}

/** A client with a camera. */
async function join(session: Session, engine: LoopbackEngine): Promise<[SessionConnection, Camera]> {
  const connection = session.participants.join({ send: () => undefined, ended: () => undefined });
  const { tracks } = session.manifest;
  await connection.negotiate({ ...testOffer(tracks), wire: 'v0', startFlowing: true });
  engine.peer.connect();
  const wrtc = { nonstandard: { RTCVideoSink: Camera } } as unknown as Wrtc;
  const receivers = new WrtcReceivers(wrtc, mergeWebRtcOptions({ maxInputFps: 40 }), engine.peer.options.events);
  receivers.receive(tracks.find(({ name }) => name === 'webcam') as Track, {} as WrtcTrack);
  return [connection, Camera.latest];
}

describe('pictures of a client', () => {
  let host: ScriptedHost;
  let model: Model;
  let engine: LoopbackEngine;
  let session: Session;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    host = new ScriptedHost({ maxInputsUnderWay: 3 });
    engine = new LoopbackEngine();
    const options = { ...DEFAULT_SESSION_OPTIONS, restartBackoffMs: 0 };
    model = new Model(
      'mortal',
      { instances: 1, restart: 'end-session' },
      {
        engines: new MediaEngines([engine]),
        files: undefined,
        options,
        schema: renderSchema,
        createHost: () => host,
      },
    );
    const loaded = model.load();
    host.latest.send({ type: 'loaded', manifest: host.manifest });
    await loaded;
    session = model.begin(model.instances[0]!);
    host.latest.send({ type: 'sessionBegun', session: session.id });
    copies = 0;
    globalThis.Uint8Array = new Proxy(RealArray, {
      construct: (target, [source, ...rest]: [unknown, ...unknown[]]) => {
        if (source instanceof RealArray && source.byteLength === BYTES) copies++;
        return Reflect.construct(target, [source, ...rest]) as object;
      },
    });
  });
  afterEach(async () => {
    globalThis.Uint8Array = RealArray;
    await model.close('the test is over');
  });

  const sent = (): number[] => host.latest.all('video').map(({ parts }) => parts![0]![0]!);

  it('are copied when they are admitted, and no more of them than the window takes', async () => {
    const [, camera] = await join(session, engine);
    camera.film(20);
    // Three under way, and one buffer for the newest of those that wait.
    expect(copies).toBe(4);
    expect(sent()).toEqual([1, 2, 3]);
    host.latest.send({ type: 'taken', session: session.id, track: 'webcam' });
    expect(sent()).toEqual([1, 2, 3, 20]);
    expect(copies).toBe(4);
  });

  it.each([
    ['another client publishes the track', 'rival'],
    ['have too many pixels', 'large'],
    ['come after the model was lost', 'lost'],
  ])('are not copied where they %s', async (_why, how) => {
    const [, camera] = await join(session, engine);
    const [rival] = await join(session, engine);
    if (how === 'rival') rival.publish('webcam');
    if (how === 'lost') {
      host.latest.ends('exit code 7');
      await until(() => host.workers.length === 2);
    }
    camera.film(20, ...(how === 'large' ? [10_000, 10_000] : []));
    expect(copies).toBe(0);
    expect(sent()).toEqual([]);
  });

  it('are not copied beyond their rate', async () => {
    const [, camera] = await join(session, engine);
    for (let i = 0; i < 100; i++) {
      camera.film(1);
      host.latest.send({ type: 'taken', session: session.id, track: 'webcam' });
    }
    // A second's worth at once, and what a slow test machine adds.
    expect(sent().length).toBeGreaterThanOrEqual(40);
    expect(sent().length).toBeLessThan(60);
    expect(copies).toBe(sent().length);
  });
});
