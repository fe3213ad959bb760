import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ViewerCall, ViewerReply } from '../fixtures/viewer/main.js';
import type { FarEnd, View, Viewer } from '../fixtures/viewer/viewer.js';
import { until } from './until.js';

const SCRIPT = join(import.meta.dirname, '..', '..', 'dist', 'fixtures', 'viewer', 'main.js');

/** A codec changes a plain grey by less. */
const LUMA_TOLERANCE = 6;

type Args<M extends keyof Viewer> = Parameters<Viewer[M]>;

/** A viewer in a process of its own, so that a test may freeze it, kill it or cut it off. */
export class NativeViewer {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, (reply: ViewerReply) => void>();
  private lastId = 0;
  /** How it has ended, where it has. */
  private end: string | undefined;

  /** @param env beside that of the test */
  constructor(env: Readonly<Record<string, string>> = {}) {
    this.child = fork(SCRIPT, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: { ...process.env, ...env } });
    this.child.on('message', (reply: ViewerReply) => this.waiting.get(reply.id)?.(reply));
    this.child.on('exit', (code, signal) => {
      this.end = `the viewer has ended: ${code === null ? `signal ${signal}` : `code ${code}`}`;
      for (const [id, settle] of this.waiting) settle({ id, error: this.end });
    });
  }

  join(...args: Args<'join'>): Promise<{ readonly sessionId: string; readonly connectionId: number }> {
    return this.call('join', ...args);
  }

  rejoin(): Promise<void> {
    return this.call('rejoin');
  }

  offer(...args: Args<'offer'>): Promise<{ readonly sessionId: string; readonly connectionId: number }> {
    return this.call('offer', ...args);
  }

  offerAgain(): Promise<void> {
    return this.call('offerAgain');
  }

  restart(...args: Args<'restart'>): Promise<{ readonly before: FarEnd; readonly after: FarEnd }> {
    return this.call('restart', ...args);
  }

  command(...args: Args<'command'>): Promise<void> {
    return this.call('command', ...args);
  }

  storm(...args: Args<'storm'>): Promise<void> {
    return this.call('storm', ...args);
  }

  show(...args: Args<'show'>): Promise<void> {
    return this.call('show', ...args);
  }

  throttle(...args: Args<'throttle'>): Promise<void> {
    return this.call('throttle', ...args);
  }

  pause(...args: Args<'pause'>): Promise<void> {
    return this.call('pause', ...args);
  }

  leave(): Promise<void> {
    return this.call('leave');
  }

  look(): Promise<View> {
    return this.call('look');
  }

  /** Waits until it has seen so many more frames. */
  async sees(frames: number, limitMs = 15_000): Promise<void> {
    const seen = (await this.look()).frames;
    await until(`${frames} more frames`, async () => (await this.look()).frames >= seen + frames, limitMs);
  }

  /** Waits until it has heard a message of this type so many times. */
  async hears(type: string, count = 1, limitMs = 15_000): Promise<void> {
    await until(`${count} ${type}`, async () => ((await this.look()).heard[type] ?? 0) >= count, limitMs);
  }

  /** Waits until its picture is about as bright as that. */
  async shows(luma: number, limitMs = 15_000): Promise<void> {
    await until(`a luma of ${luma}`, async () => Math.abs((await this.look()).luma - luma) <= LUMA_TOLERANCE, limitMs);
  }

  /** Frames a second that it sees over this time. */
  async rate(ms: number): Promise<number> {
    const [startMs, before] = [performance.now(), (await this.look()).frames];
    await new Promise((resolve) => setTimeout(resolve, ms));
    return (((await this.look()).frames - before) * 1000) / (performance.now() - startMs);
  }

  /** Stops it where it stands, as a computer does that goes to sleep. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  /** Ends it at once, without a word to anybody. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }

  private async call<T>(method: keyof Viewer, ...args: readonly unknown[]): Promise<T> {
    const id = ++this.lastId;
    const reply = await new Promise<ViewerReply>((resolve) => {
      this.waiting.set(id, resolve);
      if (this.end !== undefined) return resolve({ id, error: this.end });
      this.child.send({ id, method, args } satisfies ViewerCall, (error) => {
        // Where its process ends meanwhile, what ended it says more.
        if (error !== null) setTimeout(() => resolve({ id, error: this.end ?? String(error) }), 100);
      });
    });
    this.waiting.delete(id);
    if ('error' in reply) throw new Error(`${method}: ${reply.error}`);
    return reply.value as T;
  }
}
