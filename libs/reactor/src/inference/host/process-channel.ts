import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { WorkerChannel, WorkerChannelEvents } from '../protocol/channels.js';
import { checkWorkerMessage } from '../protocol/check-worker-message.js';
import type { HostMessage } from '../protocol/host-messages.js';
import { frameMessage, FrameReader } from '../protocol/message-frame.js';
import { MAX_QUEUED_BYTES, MESSAGES_FD, SLOT_STRIDE } from '../protocol/process-pipes.js';
import { MAX_SLOTS } from '../protocol/protocol-limits.js';
import type { WorkerMessage } from '../protocol/worker-messages.js';
import { MessageOrder } from './message-order.js';
import { readLines } from './output-lines.js';
import { PictureReader } from './picture-reader.js';
import { SlotFile } from './slot-file.js';

/** Messages that may wait for their pictures before the worker is read further. */
const MAX_WAITING = 64;

/** How long the last messages of a process that has ended may take to be read. */
const LAST_WORDS_MS = 1_000;

/** A program that speaks the worker protocol, as it is started. */
export interface WorkerProgram {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** What to do where the command does not exist. */
  readonly missing?: string;
}

/**
 * The channel to a worker process: messages over a pipe, pictures through a file of slots, and its outputs as log lines.
 * See docs/reference/worker-protocol.md.
 */
export class ProcessChannel implements WorkerChannel {
  private readonly slots: SlotFile;
  private readonly child: ChildProcess;
  private readonly pipe: Socket;
  private readonly reader = new FrameReader();
  private readonly order: MessageOrder<WorkerMessage>;
  private readonly pictures: PictureReader;
  private readonly exited: Promise<void>;
  private broken = false;
  private terminated = false;

  /** Throws where the file of slots cannot be created. */
  constructor(
    private readonly program: WorkerProgram,
    private readonly events: WorkerChannelEvents,
  ) {
    this.order = new MessageOrder((message) => {
      if (!this.broken) events.message(message);
    });
    this.slots = new SlotFile();
    this.pictures = new PictureReader(this.slots);
    const { command, args, env, cwd } = program;
    this.child = spawn(command, args, {
      env,
      ...(cwd === undefined ? {} : { cwd }),
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', this.slots.fd],
      windowsHide: true,
    });
    this.pipe = this.child.stdio[MESSAGES_FD] as Socket;
    this.exited = this.watchEnd();
    if (this.child.pid === undefined) return;
    this.pipe.on('data', (bytes: Buffer) => this.read(bytes));
    // A write to a process that has just ended; its end is reported.
    this.pipe.on('error', () => undefined);
    const { stdout, stderr } = this.child;
    if (stdout !== null) readLines(stdout, (text, unlogged) => this.log('log', text, unlogged));
    if (stderr !== null) readLines(stderr, (text, unlogged) => this.log('warn', text, unlogged));
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  post(message: HostMessage): void {
    if (this.broken || this.child.pid === undefined || this.pipe.destroyed) return;
    this.pipe.cork();
    for (const bytes of frameMessage(this.prepared(message))) this.pipe.write(bytes);
    this.pipe.uncork();
    if (this.pipe.writableLength > MAX_QUEUED_BYTES) {
      this.fail(`it did not read its messages: ${Math.round(this.pipe.writableLength / 1024 / 1024)} MB are queued`);
    }
  }

  async terminate(): Promise<void> {
    this.broken = true;
    this.terminated = true;
    this.child.kill('SIGKILL');
    await this.exited;
  }

  /** What is different over a pipe: slots are named, and their memory stays here. */
  private prepared(message: HostMessage): HostMessage {
    if (message.type === 'load') return { ...message, slots: { stride: SLOT_STRIDE, count: MAX_SLOTS } };
    if (message.type !== 'shown') return message;
    const { parts, ...rest } = message;
    message.slots.forEach((slot, i) => this.pictures.recycle(slot, parts?.[i]));
    return rest;
  }

  private read(bytes: Uint8Array): void {
    if (this.broken) return;
    try {
      for (const value of this.reader.read(bytes)) this.receive(checkWorkerMessage(value));
    } catch (error) {
      this.fail(`it sent ${error instanceof Error ? error.message : String(error)}`);
    }
    this.throttle();
  }

  private receive(message: WorkerMessage): void {
    if (message.type !== 'media') {
      this.order.add(message);
      return;
    }
    const { message: complete, reads } = this.pictures.read(message);
    if (reads.length === 0) this.order.add(complete);
    else this.order.add(complete, this.completed(reads));
  }

  private async completed(reads: readonly Promise<void>[]): Promise<void> {
    for (const result of await Promise.allSettled(reads)) {
      if (result.status === 'rejected') this.fail(`a picture could not be read: ${String(result.reason)}`);
    }
    // After the delivery of this message.
    setImmediate(() => this.throttle());
  }

  /** A worker that is faster than its pictures can be read waits. */
  private throttle(): void {
    if (this.order.waiting > MAX_WAITING) this.pipe.pause();
    else if (this.pipe.isPaused()) this.pipe.resume();
  }

  private log(level: 'log' | 'warn', text: string, unlogged: number | undefined): void {
    const fields = unlogged === undefined ? {} : { unlogged };
    this.events.message({ type: 'log', level, text, fields });
  }

  private fail(cause: string): void {
    if (this.broken) return;
    this.broken = true;
    this.events.failed(cause);
  }

  private async watchEnd(): Promise<void> {
    const cause = await this.causeOfEnd();
    // What it sent before is delivered first; a process that it started may keep the pipe open.
    if (!this.terminated && this.child.pid !== undefined) await this.lastMessages();
    this.broken = true;
    for (const stream of [this.pipe, this.child.stdout, this.child.stderr]) stream?.destroy();
    await this.slots.close();
    this.events.ended(cause);
  }

  private async causeOfEnd(): Promise<string> {
    try {
      const [code, signal] = (await once(this.child, 'exit')) as [number | null, NodeJS.Signals | null];
      return signal === null ? `exit code ${code}` : `signal ${signal}`;
    } catch (error) {
      const { missing } = this.program;
      if (missing !== undefined && (error as NodeJS.ErrnoException).code === 'ENOENT') return missing;
      return `it could not be started: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  private async lastMessages(): Promise<void> {
    const limit = new AbortController();
    const closed = this.pipe.closed ? Promise.resolve() : once(this.pipe, 'close', { signal: limit.signal });
    const timedOut = delay(LAST_WORDS_MS, undefined, { signal: limit.signal });
    await Promise.race([closed, timedOut]).catch(() => undefined);
    limit.abort();
    await Promise.allSettled([closed, timedOut]);
    while (this.order.waiting > 0 && !this.broken) await delay(1);
  }
}
