import { Video, InputField, InputState } from '../../authoring/index.js';
import { readModelContract } from '../../contract/binding/index.js';
import { checkCommand, type ModelManifest } from '../../contract/index.js';
import { i420Size, type MediaBundle, type MediaChunk, VideoFrame } from '../../media/index.js';
import type {
  CommandOutcome,
  InputChange,
  ModelFailure,
  ModelHostListener,
  StoredFile,
  WireMessage,
} from '../../session/ports/index.js';
import { DEFAULT_INFERENCE_OPTIONS } from './inference.options.js';
import { InlineModelHost } from './inline-model-host.js';
import { modelSourceOf } from './model-source-of.js';

export class ShadeState extends InputState {
  @InputField({ default: 0, min: 0, max: 255, type: 'integer' }) shade!: number;
}

export class OnePicture {
  @Video() mainVideo!: VideoFrame;
}

/** A grey picture, its luma the grey's. */
export function grey(value: number, width = 4, height = 2): VideoFrame {
  return VideoFrame.i420(width, height, new Uint8Array(i420Size(width, height)).fill(value));
}

export const UPLOAD: StoredFile = {
  upload_id: 'u1',
  name: 'cat.png',
  mime_type: 'image/png',
  size: 3,
  path: '/nowhere/u1',
  sniffedMimeType: 'image/jpeg',
};

/** Generous for a busy machine; a condition that never holds still fails within the test's timeout. */
const WAIT_MS = 20_000;

export async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + WAIT_MS;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** A host with a server's side that records its events and returns buffers. */
export class Bench implements ModelHostListener {
  readonly host: InlineModelHost;
  readonly chunks: MediaChunk[] = [];
  readonly lumas: number[] = [];
  readonly messages: [WireMessage, number | undefined][] = [];
  readonly inputs: InputChange[] = [];
  readonly playouts: { readonly fps?: number; readonly flush?: boolean }[] = [];
  readonly failures: ModelFailure[] = [];
  readonly losses: ModelFailure[] = [];
  readonly ages: number[] = [];
  readonly manifests: ModelManifest[] = [];
  /** Bundles of an ended session. */
  late = 0;
  /** Grant and release at once, as a pacer with no queue would. */
  flowing = true;

  constructor(
    readonly modelClass: new (...args: never[]) => object,
    options: Partial<typeof DEFAULT_INFERENCE_OPTIONS> = {},
  ) {
    this.host = new InlineModelHost(modelSourceOf(readModelContract(modelClass)), {
      ...DEFAULT_INFERENCE_OPTIONS,
      closeTimeoutMs: 200,
      ...options,
    });
    this.host.attach(this);
  }

  async begin(...clients: number[]): Promise<this> {
    await this.host.start();
    await this.host.beginSession('s1');
    for (const id of clients) this.host.connect({ id, joinedAtMs: performance.now() });
    return this;
  }

  get bundles(): MediaBundle[] {
    return this.chunks.flatMap((chunk) => chunk.bundles);
  }

  command(name: string, args: Record<string, unknown> = {}, clientId = 1): Promise<CommandOutcome> {
    const command = checkCommand(this.host.manifest, name, args);
    return this.host.command({ clientId, command, files: {} });
  }

  /** Resolves when everything sent to the model so far has reached it: an unknown command is refused on arrival. */
  async arrived(): Promise<void> {
    await this.host.command({ clientId: 1, command: { name: 'unknown', args: {}, uploads: {} }, files: {} });
  }

  /** A client's picture, its luma `shade`. */
  show(track: string, shade: number): void {
    this.host.pushVideo(track, { width: 4, height: 2, data: new Uint8Array(i420Size(4, 2)).fill(shade) });
  }

  onManifest(manifest: ModelManifest): void {
    this.manifests.push(manifest);
  }

  onMedia(chunk: MediaChunk): void {
    this.chunks.push(chunk);
    for (const bundle of chunk.bundles) {
      this.lumas.push(bundle.video['main_video']?.data[0] ?? -1);
      if (!this.flowing) continue;
      this.host.release(bundle);
      this.host.grant(1);
    }
  }

  onMessage(message: WireMessage, clientId: number | undefined): void {
    this.messages.push([message, clientId]);
  }

  onInputs(changes: readonly InputChange[]): void {
    this.inputs.push(...changes);
  }

  onPlayout(change: { readonly fps?: number; readonly flush?: boolean }): void {
    this.playouts.push({
      ...(change.fps === undefined ? {} : { fps: change.fps }),
      ...(change.flush ? { flush: true } : {}),
    });
  }

  onStats(): void {}

  onLateMedia(bundles: number): void {
    this.late += bundles;
  }

  onWorkAge(ms: number): void {
    this.ages.push(ms);
  }

  onSessionFailed(failure: ModelFailure): void {
    this.failures.push(failure);
  }

  onLost(failure: ModelFailure): void {
    this.losses.push(failure);
  }
}
