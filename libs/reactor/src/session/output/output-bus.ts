import { Logger } from '@nestjs/common';
import { ReactorError } from '../../errors/index.js';
import { describe, LogLine, LogRateLimiter, stackOf } from '../../logging/index.js';
import type { OutputSink } from '../ports/index.js';
import type { LeasedBundle } from './leased-bundle.js';
import { MAX_FAILURES, type SinkDropCause, SinkLane } from './sink-lane.js';

/** What a bus reports, and how it waits for its sinks. */
export interface OutputBusParts {
  readonly sessionId: string;
  dropped(sink: string, cause: SinkDropCause): void;
  /** A sink failed too often, and is removed. */
  removed(sink: string): void;
  /** Waits for the end of one sink, within the session's limit. Never rejects. */
  closing(what: string, step: Promise<void>): Promise<void>;
}

/**
 * Sends each bundle to every sink. A sink that is slow, fails or never returns what it holds costs itself bundles, and
 * nobody else.
 */
export class OutputBus {
  private readonly logger = new Logger('Reactor');
  private readonly failures = new LogRateLimiter(5, 10_000);
  private readonly lanes = new Map<string, SinkLane>();
  private readonly ending = new Set<Promise<void>>();
  private closed = false;

  constructor(private readonly parts: OutputBusParts) {}

  /** It gets every bundle from the next one on. Throws `bad_configuration` where the name is taken. */
  add(name: string, sink: OutputSink): void {
    if (this.closed) throw new ReactorError('no_session', 'the session has ended; start a new one');
    if (this.lanes.has(name)) {
      throw new ReactorError('bad_configuration', `the session has a sink ${name} already; give this one another name`);
    }
    this.lanes.set(
      name,
      new SinkLane(sink, {
        dropped: (cause) => this.parts.dropped(name, cause),
        failed: (error) => this.logFailure(name, error),
        broken: () => this.removeBroken(name),
      }),
    );
  }

  /** Closes the sink; resolves when it has ended and everything that it held is returned. */
  async remove(name: string): Promise<void> {
    const lane = this.lanes.get(name);
    if (lane === undefined) return;
    this.lanes.delete(name);
    const ended = this.end(name, lane);
    this.ending.add(ended);
    await ended;
    this.ending.delete(ended);
  }

  push(frame: LeasedBundle): void {
    // A sink that is added meanwhile starts with the next one.
    const lanes = [...this.lanes.values()];
    for (const lane of lanes) lane.push(frame);
  }

  flush(): void {
    for (const lane of this.lanes.values()) lane.flush();
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const name of this.lanes.keys()) void this.remove(name);
    await Promise.all(this.ending);
  }

  private async end(name: string, lane: SinkLane): Promise<void> {
    await this.parts.closing(`the sink ${name}`, lane.end());
    lane.abandon();
  }

  private removeBroken(name: string): void {
    const text = `the sink ${name} is removed: it failed ${MAX_FAILURES} times in a row`;
    this.logger.error(new LogLine(text, { session: this.parts.sessionId }));
    void this.remove(name);
    this.parts.removed(name);
  }

  private logFailure(name: string, error: unknown): void {
    this.failures.pass((unlogged) =>
      this.logger.error(
        new LogLine(`the sink ${name} failed: ${describe(error)}`, { session: this.parts.sessionId, unlogged }),
        stackOf(error),
      ),
    );
  }
}
