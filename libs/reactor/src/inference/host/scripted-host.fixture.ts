import { ReactorModel, ReactorPipeline, Video } from '../../authoring/index.js';
import { manifestOf, readModelContract } from '../../contract/binding/index.js';
import type { VideoFrame } from '../../media/index.js';
import { modelSourceOf } from './model-source-of.js';
import type { WorkerChannel, WorkerChannelEvents } from '../protocol/channels.js';
import type { HostMessage } from '../protocol/host-messages.js';
import type { WorkerMessage } from '../protocol/worker-messages.js';
import { ChannelModelHost } from './channel-model-host.js';
import { OnePicture, ShadeState } from './host-bench.fixture.js';
import { DEFAULT_INFERENCE_OPTIONS, type InferenceOptions } from './inference.options.js';
import { receiveChecked } from './receive-checked.js';

class Camera {
  @Video() webcam!: VideoFrame;
}

@ReactorModel({ name: 'mortal', state: ShadeState, output: OnePicture, input: Camera })
class Mortal extends ReactorPipeline<ShadeState, OnePicture, Camera> {
  *inference(): Generator<never, void, void> {}
}

export const MANIFEST = manifestOf(readModelContract(Mortal));

/** A worker that the test speaks for. */
export class ScriptedWorker implements WorkerChannel {
  readonly received: HostMessage[] = [];
  /** Answer `endSession` and `shutdown` at once, as a model does that has nothing to do. */
  answers = true;
  /** Keep running when it is terminated, as in native code. */
  stuck = false;
  terminated = false;
  private resolveEnd: () => void = () => undefined;
  private readonly end = new Promise<void>((resolve) => (this.resolveEnd = resolve));

  constructor(private readonly events: WorkerChannelEvents) {}

  get types(): HostMessage['type'][] {
    return this.received.map(({ type }) => type);
  }

  /** The messages of one type. */
  all<T extends HostMessage['type']>(type: T): Extract<HostMessage, { readonly type: T }>[] {
    return this.received.filter((one): one is Extract<HostMessage, { readonly type: T }> => one.type === type);
  }

  post(message: HostMessage): void {
    this.received.push(message);
    if (!this.answers) return;
    if (message.type === 'endSession') this.send({ type: 'sessionEnded', session: message.session });
    if (message.type === 'shutdown') this.send({ type: 'closed' });
  }

  async terminate(): Promise<void> {
    this.terminated = true;
    if (!this.stuck) this.ends('terminated');
    await this.end;
  }

  send(message: WorkerMessage): void {
    receiveChecked(message, this.events);
  }

  sendAnything(value: unknown): void {
    receiveChecked(value, this.events);
  }

  /** It ends by itself, or at last. */
  ends(cause: string): void {
    this.resolveEnd();
    this.events.ended(cause);
  }
}

export class ScriptedHost extends ChannelModelHost {
  readonly workers: ScriptedWorker[] = [];

  constructor(options: Partial<InferenceOptions> = {}, instance?: number) {
    super(modelSourceOf(readModelContract(Mortal)), { ...DEFAULT_INFERENCE_OPTIONS, ...options }, instance);
  }

  get latest(): ScriptedWorker {
    return this.workers.at(-1)!;
  }

  protected open(events: WorkerChannelEvents): WorkerChannel {
    const worker = new ScriptedWorker(events);
    this.workers.push(worker);
    return worker;
  }
}
