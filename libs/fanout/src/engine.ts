import { randomFillSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { FanoutError, type FanoutErrorCode } from './fanout-error.js';

/** The functions of `native/src/exports.rs`. */
export interface EngineExports {
  readonly memory: WebAssembly.Memory;
  input(length: number): number;
  output(): number;
  output_length(): number;
  create_peer(length: number): number;
  accept_offer(peer: number, length: number): number;
  create_offer(peer: number, length: number): number;
  restart_ice(peer: number): number;
  accept_answer(peer: number, length: number): number;
  add_remote_candidate(peer: number, length: number): number;
  ice_ufrag(peer: number): number;
  receive(peer: number, length: number): void;
  tick(): void;
  next_timeout(): number;
  poll(): number;
  set_frame(length: number): void;
  send_frame(peer: number, length: number, codec: number, timestamp: number, ageMs: number, level: number): number;
  codecs(peer: number, length: number): void;
  request_keyframe(peer: number, length: number): number;
  request_bitrate(peer: number, length: number, bps: number): number;
  set_desired_bitrate(peer: number, bps: number): void;
  backlog(peer: number, length: number): void;
  send_message(peer: number, channel: number, binary: number, length: number): number;
  buffered_amount(peer: number, channel: number): number;
  close_peer(peer: number): void;
}

export interface Host {
  /** Nanoseconds; never goes back. */
  readonly clock: () => bigint;
  readonly log: (line: string) => void;
}

/** By `-1 - code`, as `native/src/lib.rs` numbers them. */
const FAILURES: readonly FanoutErrorCode[] = [
  'bad_option',
  'bad_sdp',
  'negotiation_failed',
  'unknown_peer',
  'channel_closed',
  'message_too_large',
];

/** Of WASI's errno. */
const SUCCESS = 0;
/** Of WASI's clock ids: wall-clock time; the others are monotonic. */
const REALTIME = 0;
/** Lines kept for the error of a trap. */
const COMPLAINTS = 8;
const LONGEST_LINE = 1024;

let compiled: Promise<WebAssembly.Module> | undefined;

/** One WebAssembly instance: memory, calls that are guarded against traps, and nothing of what they mean. */
export class Engine {
  private exports!: EngineExports;
  private cause: unknown;
  private dead = false;
  private bytes = new Uint8Array();
  private words = new DataView<ArrayBufferLike>(this.bytes.buffer);
  /** What the engine wrote to its standard error: the reason of a panic. */
  private readonly complaints: string[] = [];
  private unfinished = '';

  private constructor(private readonly host: Host) {}

  static async load(host: Host): Promise<Engine> {
    compiled ??= readFile(new URL('../wasm/fanout.wasm', import.meta.url)).then((file) => WebAssembly.compile(file));
    const engine = new Engine(host);
    const instance = await WebAssembly.instantiate(await compiled, { wasi_snapshot_preview1: engine.imports() });
    engine.exports = instance.exports as unknown as EngineExports;
    return engine;
  }

  /** Milliseconds of the host's clock. */
  nowMs(): number {
    return Number(this.host.clock()) / 1e6;
  }

  call<T>(work: (exports: EngineExports) => T): T {
    if (this.dead) {
      throw new FanoutError('engine_dead', 'The engine failed before: load another one.', { cause: this.cause });
    }
    try {
      return work(this.exports);
    } catch (error) {
      this.dead = true;
      this.cause = error;
      const reason = this.complaints.splice(0).join(' ').trim() || String(error);
      throw new FanoutError('engine_failed', `The engine failed, and its peers are lost: ${reason}`, { cause: error });
    }
  }

  /** Writes an argument where the engine reads it; calls get its length. */
  write(exports: EngineExports, ...parts: readonly Uint8Array[]): number {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    let position = exports.input(length);
    const memory = this.memory();
    for (const part of parts) {
      memory.set(part, position);
      position += part.length;
    }
    return length;
  }

  /** A copy of the output: the engine's memory moves and is used again. */
  output(exports: EngineExports): Buffer<ArrayBuffer> {
    const start = exports.output();
    const copy = Buffer.allocUnsafeSlow(exports.output_length());
    copy.set(this.memory().subarray(start, start + copy.length));
    return copy;
  }

  /** A call that answers with a number, or below 0 with a failure whose reason is in the output. */
  ask(work: (exports: EngineExports) => number): number {
    const { code, reason } = this.call((exports) => {
      const result = work(exports);
      return { code: result, reason: result < 0 ? this.output(exports).toString() : '' };
    });
    const failure = FAILURES[-1 - code];
    if (failure !== undefined) throw new FanoutError(failure, reason);
    return code;
  }

  /** The same with a text for an argument and a text in the output. */
  askText(text: string, work: (exports: EngineExports, length: number) => number): string {
    this.ask((exports) => work(exports, this.write(exports, Buffer.from(text))));
    return this.call((exports) => this.output(exports).toString());
  }

  private memory(): Uint8Array {
    if (this.bytes.buffer !== this.exports.memory.buffer) this.bytes = new Uint8Array(this.exports.memory.buffer);
    return this.bytes;
  }

  private view(): DataView {
    const { buffer } = this.memory();
    if (this.words.buffer !== buffer) this.words = new DataView(buffer);
    return this.words;
  }

  /** What Rust's standard library asks of a system: two clocks, random numbers, a place for a panic's message. */
  private imports(): WebAssembly.ModuleImports {
    const { clock } = this.host;
    // One clock moves both: reports of all streams then agree, also under a fake clock.
    const epoch = BigInt(Date.now()) * 1_000_000n - clock();
    return {
      clock_time_get: (id: number, _precision: bigint, out: number) => {
        const now = clock();
        this.view().setBigUint64(out, id === REALTIME ? epoch + now : now, true);
        return SUCCESS;
      },
      random_get: (start: number, length: number) => {
        randomFillSync(this.memory(), start, length);
        return SUCCESS;
      },
      fd_write: (_file: number, vectors: number, count: number, out: number) => {
        const view = this.view();
        let written = 0;
        for (let index = 0; index < count; index++) {
          const start = view.getUint32(vectors + index * 8, true);
          const length = view.getUint32(vectors + index * 8 + 4, true);
          this.complain(Buffer.from(this.memory().subarray(start, start + length)).toString());
          written += length;
        }
        view.setUint32(out, written, true);
        return SUCCESS;
      },
      environ_get: () => SUCCESS,
      environ_sizes_get: (count: number, size: number) => {
        this.view().setUint32(count, 0, true);
        this.view().setUint32(size, 0, true);
        return SUCCESS;
      },
      proc_exit: (code: number) => {
        throw new Error(`the engine left with ${code}`);
      },
    };
  }

  /** A line may come in pieces. */
  private complain(text: string): void {
    const lines = (this.unfinished + text).split('\n');
    this.unfinished = lines.pop()!.slice(-LONGEST_LINE);
    for (const line of lines) {
      this.complaints.push(line);
      if (this.complaints.length > COMPLAINTS) this.complaints.shift();
      this.host.log(line);
    }
  }
}
