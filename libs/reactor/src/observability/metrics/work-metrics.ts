import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { commandNamed, type ModelManifest } from '../../contract/index.js';
import type { MediaChunk } from '../../media/index.js';
import type { Measurement } from '../../session/index.js';
import { VERSION } from '../../version.js';

/** Label for every command that the model does not have: client input must not become a label. */
const UNDECLARED = 'unknown';

const NEGOTIATION_BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30];

/** Metrics of a model's loading, commands, media and connections. Names, labels and buckets are the contract's. */
export class WorkMetrics {
  private readonly commands;
  private readonly ingress;
  private readonly load;
  private readonly frames;
  private readonly interval;
  private readonly negotiation;
  private readonly connect;
  private readonly lastEmitMs = new Map<string, number>();

  /**
   * @param model its manifest may be replaced
   * @param now monotonic milliseconds
   */
  constructor(
    registry: Registry,
    private readonly model: { readonly manifest: ModelManifest },
    private readonly now: () => number = () => performance.now(),
  ) {
    const { manifest } = model;
    const registers = [registry];
    new Gauge({
      name: 'runtime_info',
      help: 'Always 1, labelled with the version of the server and the name of the model.',
      labelNames: ['version', 'model'],
      registers,
    }).set({ version: VERSION, model: manifest.name }, 1);
    this.commands = new Counter({
      name: 'runtime_commands_total',
      help: 'Commands of clients, by result of validation.',
      labelNames: ['command', 'outcome'],
      registers,
    });
    this.ingress = new Histogram({
      name: 'runtime_command_ingress_seconds',
      help: 'Time from the arrival of a command until it was sent to the model, without the wait for its uploads.',
      labelNames: ['command'],
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    this.load = new Histogram({
      name: 'runtime_model_load_seconds',
      help: 'Time to load the model.',
      labelNames: ['outcome'],
      buckets: [1, 5, 10, 30, 60, 120, 300, 600],
      registers,
    });
    this.frames = new Counter({
      name: 'runtime_media_frames_total',
      help: 'Frames that the model emitted. An audio track counts the frames that it accompanies.',
      labelNames: ['track'],
      registers,
    });
    this.interval = new Histogram({
      name: 'runtime_media_emit_interval_seconds',
      help: 'Time between two emissions of the model.',
      labelNames: ['track'],
      buckets: [0.005, 0.01, 0.02, 0.033, 0.067, 0.1, 0.2, 0.5, 1, 2, 5],
      registers,
    });
    this.negotiation = new Histogram({
      name: 'runtime_webrtc_negotiation_seconds',
      help: 'Time from an offer to its answer, without offers that a newer one replaced.',
      labelNames: ['outcome'],
      buckets: NEGOTIATION_BUCKETS,
      registers,
    });
    this.connect = new Histogram({
      name: 'runtime_webrtc_connect_seconds',
      help: 'Time from an offer until its client was connected.',
      buckets: NEGOTIATION_BUCKETS,
      registers,
    });
    for (const { name: command } of manifest.commands) {
      for (const outcome of ['accepted', 'rejected']) this.commands.inc({ command, outcome }, 0);
    }
    for (const track of manifest.tracks) if (track.direction === 'out') this.frames.inc({ track: track.name }, 0);
  }

  /** @param instance of the model, from 1 */
  observe(measurement: Measurement, instance = 1): void {
    switch (measurement.kind) {
      case 'load':
        this.load.observe({ outcome: outcomeOf(measurement.ok) }, measurement.ms / 1000);
        break;
      case 'negotiation':
        this.negotiation.observe({ outcome: outcomeOf(measurement.ok) }, measurement.ms / 1000);
        break;
      case 'connect':
        this.connect.observe(measurement.ms / 1000);
        break;
      case 'command':
        this.command(measurement);
        break;
      case 'media':
        this.media(measurement.chunk, instance);
        break;
      case 'restart':
      case 'applied':
      case 'shown':
      case 'dropped':
      case 'sinkDropped':
      case 'sent':
      case 'soundDropped':
      case 'inputDropped':
      case 'messagesDropped':
      case 'unknownMessage':
      case 'signalingDropped':
      case 'refused':
      case 'restream':
      case 'restreamSent':
      case 'workAge':
      case 'worker':
        // Not in the contract's metrics.
        break;
    }
  }

  /** The time between two sessions of an instance is no interval. */
  sessionStarted(instance = 1): void {
    for (const key of this.lastEmitMs.keys()) if (key.startsWith(`${instance} `)) this.lastEmitMs.delete(key);
  }

  private command({ name, verdict, ms }: Extract<Measurement, { kind: 'command' }>): void {
    const command = commandNamed(this.model.manifest, name) !== undefined ? name : UNDECLARED;
    this.commands.inc({ command, outcome: verdict });
    if (verdict !== 'unresolved_upload') this.ingress.observe({ command }, ms / 1000);
  }

  private media(chunk: MediaChunk, instance: number): void {
    const now = this.now();
    const tracks = new Set<string>();
    for (const bundle of chunk.bundles) {
      for (const track of [...Object.keys(bundle.video), ...Object.keys(bundle.audio)]) {
        tracks.add(track);
        this.frames.inc({ track });
      }
    }
    for (const track of tracks) {
      const key = `${instance} ${track}`;
      const last = this.lastEmitMs.get(key);
      if (last !== undefined) this.interval.observe({ track }, (now - last) / 1000);
      this.lastEmitMs.set(key, now);
    }
  }
}

function outcomeOf(ok: boolean): 'ok' | 'failed' {
  return ok ? 'ok' : 'failed';
}
