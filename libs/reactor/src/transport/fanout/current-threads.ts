import { MessageChannel } from 'node:worker_threads';
import { Logger } from '@nestjs/common';
import { announcedCandidates } from '../webrtc/announced-addresses.js';
import { ReactorError } from '../../errors/index.js';
import type { WebRtcOptions } from '../webrtc/webrtc.options.js';
import type { FanoutLine, FanoutThreadEvents, HubEvent } from './fanout-thread.js';
import { hostCandidates, localAddresses } from './local-addresses.js';
import type { RungName } from './worker/messages.js';

/** How long the addresses of this machine are taken to stay the same, in milliseconds. */
const ADDRESSES_FRESH_MS = 2_000;

interface Running {
  readonly line: FanoutLine;
  /** What it listens on, and since when that is known. */
  addresses: { readonly atMs: number; readonly candidates: Promise<readonly string[]> } | undefined;
}

/**
 * The fan-out threads: started when the first peer needs them, and others where one has ended. They pass frames to each
 * other, so they live and end together.
 */
export class CurrentThreads {
  private readonly listeners = new Map<number, (event: HubEvent) => void>();
  private readonly logger = new Logger('Reactor:webrtc');
  private readonly failedAddresses = new Set<string>();
  private running: readonly Running[] = [];
  private ids = 0;
  private homes = 0;

  /**
   * @param count of threads
   * @param lost they have ended by themselves, with all their peers
   */
  constructor(
    private readonly count: number,
    private readonly webrtc: WebRtcOptions,
    private readonly start: (events: FanoutThreadEvents) => FanoutLine,
    private readonly lost: () => void,
  ) {}

  /** Those that run, by their numbers; starts them where there are none. */
  get(): readonly FanoutLine[] {
    if (this.running.length === 0) {
      this.running = Array.from({ length: this.count }, () => ({ line: this.startOne(), addresses: undefined }));
      this.introduce();
    }
    return this.running.map(({ line }) => line);
  }

  /** Numbers tracks, peers and links, each once. */
  nextId(): number {
    return ++this.ids;
  }

  /** Number of the thread that the encoders of the next session are connected to. */
  nextHome(): number {
    return this.homes++ % this.count;
  }

  /** Reports about this number go to the listener. */
  subscribe(id: number, listener: (event: HubEvent) => void): void {
    this.listeners.set(id, listener);
  }

  unsubscribe(id: number): void {
    this.listeners.delete(id);
  }

  /**
   * Those of a thread, once it listens. Addresses come and go with networks: each peer gets those that there are now.
   * Rejects with `negotiation_failed` where the thread has ended.
   */
  async candidates(of: FanoutLine): Promise<readonly string[]> {
    const number = this.running.findIndex(({ line }) => line === of);
    const running = this.running[number];
    if (running === undefined) {
      throw new ReactorError('negotiation_failed', 'the media thread has ended; offer again');
    }
    const nowMs = performance.now();
    if (running.addresses === undefined || nowMs - running.addresses.atMs > ADDRESSES_FRESH_MS) {
      running.addresses = { atMs: nowMs, candidates: this.listen(of, number) };
    }
    return await running.addresses.candidates;
  }

  async close(): Promise<void> {
    const ending = this.running;
    this.running = [];
    await Promise.all(ending.map(({ line }) => line.close()));
  }

  private startOne(): FanoutLine {
    const line = this.start({
      event: (event) => this.listeners.get(numberOf(event))?.(event),
      ended: (cause) => this.end(line, cause),
    });
    return line;
  }

  /** Gives each two of them a channel of their own. */
  private introduce(): void {
    for (const [number, { line }] of this.running.entries()) {
      for (const [earlier, { line: other }] of this.running.slice(0, number).entries()) {
        const { port1, port2 } = new MessageChannel();
        line.post({ type: 'neighbour', thread: earlier, port: port1 }, [port1]);
        other.post({ type: 'neighbour', thread: number, port: port2 }, [port2]);
      }
    }
  }

  /** The next peer starts others. */
  private end(ended: FanoutLine, cause: string): void {
    if (!this.running.some(({ line }) => line === ended)) return;
    this.logger.error(`the media thread ended (${cause}); its clients are disconnected, and may connect again`);
    const others = this.running.filter(({ line }) => line !== ended);
    this.running = [];
    for (const { line } of others) void line.close();
    this.lost();
  }

  private async listen(line: FanoutLine, number: number): Promise<readonly string[]> {
    const addresses = localAddresses(this.webrtc, number);
    const { open, failed } = await line.request({ type: 'listen', addresses }, 'listening');
    for (const { address, protocol, reason } of failed) {
      const where = protocol === 'tcp' ? `over TCP on ${address}` : `on ${address}`;
      if (this.failedAddresses.has(where)) continue;
      this.failedAddresses.add(where);
      this.logger.warn(`no media is received ${where}: ${reason}; see webrtc.port and webrtc.portRange`);
    }
    const present = new Set(addresses.map(({ address }) => address));
    const own = hostCandidates(open.filter(({ address }) => present.has(address)));
    return own.flatMap((candidate) => [candidate, ...announcedCandidates(candidate, this.webrtc.announcedAddresses)]);
  }
}

/** What a report is about: a track, a peer or a link, which are numbered together. */
function numberOf(event: HubEvent): number {
  if ('peer' in event) return event.peer;
  return 'link' in event ? event.link : trackOf(event);
}

function trackOf(event: { readonly rung: RungName } | { readonly track: number }): number {
  return 'rung' in event ? event.rung.track : event.track;
}
