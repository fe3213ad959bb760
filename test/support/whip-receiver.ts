import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ReceiverCall, ReceiverReply } from '../fixtures/receiver/main.js';
import type { PlannedAnswer, Received } from '../fixtures/receiver/whip-receiver.js';
import { until } from './until.js';

const SCRIPT = join(import.meta.dirname, '..', '..', 'dist', 'fixtures', 'receiver', 'main.js');

/** A WHIP endpoint in a process of its own, so that a test may kill it. */
export class WhipReceiverProcess {
  private readonly child: ChildProcess = fork(SCRIPT, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  private readonly waiting = new Map<number, (reply: ReceiverReply) => void>();
  private lastId = 0;

  private constructor() {
    this.child.on('message', (reply: ReceiverReply) => this.waiting.get(reply.id)?.(reply));
    this.child.on('exit', () => {
      for (const [id, settle] of this.waiting) settle({ id, error: 'the receiver has ended' });
    });
  }

  /** @param port 0: any */
  static async start(port = 0): Promise<{ readonly receiver: WhipReceiverProcess; readonly port: number }> {
    const receiver = new WhipReceiverProcess();
    return { receiver, port: await receiver.call<number>('listen', port) };
  }

  plan(...answers: readonly PlannedAnswer[]): Promise<void> {
    return this.call('plan', answers);
  }

  watch(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
    return this.call('watch', url, headers);
  }

  hangUp(): Promise<void> {
    return this.call('hangUp');
  }

  look(): Promise<Received> {
    return this.call('look');
  }

  /** Waits until it has so many more pictures. */
  async receives(frames: number, limitMs = 20_000): Promise<Received> {
    const before = (await this.look()).frames;
    await until(`${frames} more pictures`, async () => (await this.look()).frames >= before + frames, limitMs);
    return await this.look();
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }

  private async call<T>(method: ReceiverCall['method'], ...args: readonly unknown[]): Promise<T> {
    const id = ++this.lastId;
    const reply = await new Promise<ReceiverReply>((resolve) => {
      this.waiting.set(id, resolve);
      this.child.send({ id, method, args } satisfies ReceiverCall);
    });
    this.waiting.delete(id);
    if ('error' in reply) throw new Error(reply.error);
    return reply.value as T;
  }
}
