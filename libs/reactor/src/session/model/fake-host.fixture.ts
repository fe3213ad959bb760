import { type ModelManifest, renderSchema } from '../../contract/index.js';
import { SCENE } from '../../contract/scene.fixture.js';
import type { MediaBundle } from '../../media/index.js';
import { DEFAULT_SESSION_OPTIONS, type SessionOptions } from '../lifecycle/session.options.js';
import type {
  CommandCall,
  CommandOutcome,
  MediaEngine,
  ModelHost,
  ModelHostListener,
  OpenedNetwork,
  SessionPosition,
} from '../ports/index.js';
import { MediaEngines } from '../output/media-engines.js';
import { Model, type ModelOptions } from './model.js';

/** A worker that the test speaks for. */
export class FakeHost implements ModelHost {
  readonly bufferSize = 1;
  networks: readonly OpenedNetwork[] = [];
  readonly calls: string[] = [];
  readonly released: MediaBundle[] = [];
  /** Of the next starts; none left: they succeed. */
  readonly failures: Error[] = [];
  /** Set by the test: `start` waits for it. */
  loading: Promise<void> = Promise.resolve();
  outcome: (call: CommandCall) => CommandOutcome = () => ({ ok: true, turn: 1, frame: 1 });
  starts = 0;
  /** Where its sessions were begun; undefined: from the start. */
  readonly begun: (SessionPosition | undefined)[] = [];
  closed = false;
  private listener: ModelHostListener | undefined;

  constructor(readonly manifest: ModelManifest = SCENE) {}

  get events(): ModelHostListener {
    return this.listener!;
  }

  attach(listener: ModelHostListener): void {
    this.listener = listener;
  }

  async start(): Promise<void> {
    this.starts++;
    await this.loading;
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
  }

  async beginSession(_: string, after?: SessionPosition): Promise<void> {
    this.begun.push(after);
    this.calls.push('begin');
  }

  async endSession(): Promise<void> {
    this.calls.push('end');
  }

  connect({ id }: { readonly id: number }): void {
    this.calls.push(`connect ${id}`);
  }

  disconnect(id: number): void {
    this.calls.push(`disconnect ${id}`);
  }

  async command(call: CommandCall): Promise<CommandOutcome> {
    this.calls.push(`${call.command.name} ${JSON.stringify(call.command.args)}`);
    return this.outcome(call);
  }

  fileUploaded(): void {}
  pushVideo(): void {}
  pushAudio(): void {}
  grant(): void {}

  release(bundle: MediaBundle): void {
    this.released.push(bundle);
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  /** Its worker ends. */
  lose(): void {
    this.events.onLost({ code: 'worker_lost', message: 'The worker of scene ended.' });
  }
}

/** Nobody connects with media here. */
export const NO_MEDIA: MediaEngine = {
  name: 'none',
  open: () => ({
    push: () => undefined,
    flush: () => undefined,
    createPeer: () => {
      throw new Error('no client sends an offer');
    },
    close: async () => undefined,
  }),
  close: async () => undefined,
};

/** A model over fake hosts, in the order in which they are asked for; restarts have no pauses. */
export function fakeModel(
  hosts: readonly FakeHost[],
  run: Partial<ModelOptions> = {},
  options: Partial<SessionOptions> = {},
  engines: readonly MediaEngine[] = [NO_MEDIA],
): Model {
  const queue = [...hosts];
  return new Model(
    'scene',
    { instances: 1, restart: 'end-session', ...run },
    {
      engines: new MediaEngines(engines),
      files: undefined,
      options: { ...DEFAULT_SESSION_OPTIONS, restartBackoffMs: 0, ...options },
      schema: renderSchema,
      createHost: () => queue.shift() ?? new FakeHost(),
    },
  );
}
