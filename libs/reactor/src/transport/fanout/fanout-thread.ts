import { type Transferable, Worker } from 'node:worker_threads';
import { ReactorError } from '../../errors/index.js';
import type { HubCommand, HubReport, HubSetup } from './worker/messages.js';

/** How long a thread may take to answer, in milliseconds. */
const ANSWER_LIMIT_MS = 5_000;

/** How long it may take to close its sockets and say goodbye to its peers, in milliseconds. */
const CLOSE_LIMIT_MS = 1_000;

type Request = Extract<HubCommand, { readonly request: number }>;
type RequestOf<T extends Request> = T extends unknown ? Omit<T, 'request'> : never;
type Reply = Extract<HubReport, { readonly request: number }>;

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
  readonly deadline: NodeJS.Timeout;
}

/** Reports that answer no request. */
export type HubEvent = Exclude<HubReport, { readonly request: number } | { readonly type: 'ready' }>;

export interface FanoutThreadEvents {
  event(event: HubEvent): void;
  /** It ended by itself: all its peers are lost. */
  ended(cause: string): void;
}

/** What peers and rooms say to their thread. */
export type FanoutLine = Pick<FanoutThread, 'post' | 'request' | 'close'>;

/** A fan-out thread, from this side. */
export class FanoutThread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private requests = 0;
  private over = false;
  private readonly exited: Promise<void>;

  constructor(
    setup: HubSetup,
    private readonly events: FanoutThreadEvents,
  ) {
    this.worker = new Worker(new URL('./worker/fanout-entry.js', import.meta.url), {
      name: 'fan-out',
      workerData: setup,
    });
    let cause: string | undefined;
    this.worker.on('message', (report: HubReport) => this.follow(report));
    this.worker.on('error', (error) => {
      cause = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    });
    this.exited = new Promise((resolve) => {
      this.worker.on('exit', (code) => {
        this.end(cause ?? `exit code ${code}`);
        resolve();
      });
    });
  }

  /** @param moved what goes over to the thread, and is none of the caller's any more */
  post(command: HubCommand, moved: readonly Transferable[] = []): void {
    if (!this.over) this.send(command, moved);
  }

  /** Rejects with `negotiation_failed` where the thread refuses, ends, or does not answer in time. */
  request<T extends Reply['type']>(
    command: RequestOf<Request>,
    type: T,
  ): Promise<Extract<Reply, { readonly type: T }>> {
    const request = ++this.requests;
    return new Promise((resolve, reject) => {
      if (this.over) {
        reject(new ReactorError('negotiation_failed', 'the media thread has ended; offer again'));
        return;
      }
      const deadline = setTimeout(() => {
        this.waiting.delete(request);
        reject(new ReactorError('negotiation_failed', `the media thread did not answer in ${ANSWER_LIMIT_MS} ms`));
      }, ANSWER_LIMIT_MS);
      const settle = (reply: Reply): void => {
        if (reply.type === type) resolve(reply as Extract<Reply, { readonly type: T }>);
        else if (reply.type === 'refused') reject(new ReactorError('bad_sdp', reply.reason, { field: 'sdp' }));
      };
      this.waiting.set(request, { resolve: settle, reject, deadline });
      this.send({ ...command, request });
    });
  }

  async close(): Promise<void> {
    if (this.over) return;
    this.over = true;
    this.send({ type: 'close' });
    const limit = setTimeout(() => void this.worker.terminate(), CLOSE_LIMIT_MS);
    await this.exited;
    clearTimeout(limit);
  }

  private send(command: HubCommand, moved: readonly Transferable[] = []): void {
    this.worker.postMessage(command, moved);
  }

  private follow(report: HubReport): void {
    if (report.type === 'ready') return;
    if (!('request' in report)) {
      if (!this.over) this.events.event(report);
      return;
    }
    const waiting = this.waiting.get(report.request);
    if (waiting === undefined) return;
    this.waiting.delete(report.request);
    clearTimeout(waiting.deadline);
    waiting.resolve(report);
  }

  private end(cause: string): void {
    for (const { reject, deadline } of this.waiting.values()) {
      clearTimeout(deadline);
      reject(new ReactorError('negotiation_failed', 'the media thread has ended; offer again'));
    }
    this.waiting.clear();
    if (this.over) return;
    this.over = true;
    this.events.ended(cause);
  }
}
