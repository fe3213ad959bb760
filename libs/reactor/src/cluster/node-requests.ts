import type { Msg } from '@nats-io/transport-node';
import { Logger } from '@nestjs/common';
import { ReactorError } from '../errors/index.js';
import { describe } from '../logging/index.js';
import type { NatsLink } from './nats/nats-link.js';
import type { NodeHandler } from './node-handler.js';
import type { NodeRecord } from './node-record.js';

/** A machine that takes longer has not done it, as far as the asking one is concerned. */
const TIMEOUT_MS = 2_000;

interface Envelope {
  /** Fencing token of the machine that is asked. */
  readonly epoch: number;
  readonly body: unknown;
}

/** Short requests of machines to each other. One to a machine that is away fails at once. */
export class NodeRequests {
  private readonly logger = new Logger('Reactor');

  constructor(
    private readonly link: NatsLink,
    private readonly cluster: string,
  ) {}

  /**
   * Answers requests of this kind that name the epoch.
   * @param tag of this machine
   */
  serve(tag: string, kind: string, epoch: () => number | undefined, handler: NodeHandler): void {
    const requests = this.link.connection.subscribe(this.subjectOf(tag, kind));
    void (async () => {
      for await (const request of requests) void this.answer(request, epoch, handler);
    })();
  }

  /** Rejects with `node_unavailable` where it does not answer. */
  async ask({ tag, epoch }: NodeRecord, kind: string, body: unknown): Promise<unknown> {
    try {
      const envelope: Envelope = { epoch, body };
      const payload = JSON.stringify(envelope);
      const message = await this.link.connection.request(this.subjectOf(tag, kind), payload, { timeout: TIMEOUT_MS });
      return message.json<{ readonly answer?: unknown }>().answer;
    } catch (error) {
      throw new ReactorError('node_unavailable', 'another machine of the cluster does not answer; try again', {
        cause: error,
      });
    }
  }

  /**
   * One that fails has no answer of use: the asking machine goes on to another one. A request of another epoch is for another
   * process with this id, which has taken this one's place or had it before: that one answers, or nobody.
   */
  private async answer(request: Msg, epoch: () => number | undefined, handler: NodeHandler): Promise<void> {
    try {
      const { epoch: wanted, body } = request.json<Envelope>();
      if (wanted !== epoch()) return;
      request.respond(JSON.stringify({ answer: await handler(body) }));
    } catch (error) {
      this.logger.warn(`another machine's request failed: ${describe(error)}`);
      request.respond(JSON.stringify({}));
    }
  }

  private subjectOf(tag: string, kind: string): string {
    return `reactor.${this.cluster}.${tag}.${kind}`;
  }
}
