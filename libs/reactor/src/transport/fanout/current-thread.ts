import { Logger } from '@nestjs/common';
import { announcedCandidates } from '../webrtc/announced-addresses.js';
import type { WebRtcOptions } from '../webrtc/webrtc.options.js';
import type { FanoutLine, FanoutThreadEvents, HubEvent } from './fanout-thread.js';
import { hostCandidates, localAddresses } from './local-addresses.js';
import type { RungName } from './worker/messages.js';

/** How long the addresses of this machine are taken to stay the same, in milliseconds. */
const ADDRESSES_FRESH_MS = 2_000;

/** The fan-out thread: started when the first peer needs it, and another one where it has ended. */
export class CurrentThread {
  private readonly listeners = new Map<number, (event: HubEvent) => void>();
  private readonly logger = new Logger('Reactor:webrtc');
  private readonly failedAddresses = new Set<string>();
  private line: FanoutLine | undefined;
  private addresses: { readonly atMs: number; readonly candidates: Promise<readonly string[]> } | undefined;
  private ids = 0;

  /** @param lost the thread has ended by itself, with all its peers */
  constructor(
    private readonly webrtc: WebRtcOptions,
    private readonly start: (events: FanoutThreadEvents) => FanoutLine,
    private readonly lost: () => void,
  ) {}

  /** The one that runs; starts one where there is none. */
  get(): FanoutLine {
    if (this.line !== undefined) return this.line;
    const line = this.start({
      event: (event) => this.listeners.get(numberOf(event))?.(event),
      ended: (cause) => this.end(line, cause),
    });
    this.line = line;
    return line;
  }

  /** Numbers tracks, peers and links, each once. */
  nextId(): number {
    return ++this.ids;
  }

  /** Reports about this number go to the listener. */
  subscribe(id: number, listener: (event: HubEvent) => void): void {
    this.listeners.set(id, listener);
  }

  unsubscribe(id: number): void {
    this.listeners.delete(id);
  }

  /** Ours, once the thread listens. Addresses come and go with networks: each peer gets those that there are now. */
  candidates(): Promise<readonly string[]> {
    const nowMs = performance.now();
    if (this.addresses === undefined || nowMs - this.addresses.atMs > ADDRESSES_FRESH_MS) {
      this.addresses = { atMs: nowMs, candidates: this.listen() };
    }
    return this.addresses.candidates;
  }

  async close(): Promise<void> {
    await this.line?.close();
    this.line = undefined;
  }

  /** The next peer starts another one. */
  private end(line: FanoutLine, cause: string): void {
    if (this.line !== line) return;
    this.logger.error(`the media thread ended (${cause}); its clients are disconnected, and may connect again`);
    this.line = this.addresses = undefined;
    this.lost();
  }

  private async listen(): Promise<readonly string[]> {
    const addresses = localAddresses(this.webrtc);
    const { open, failed } = await this.get().request({ type: 'listen', addresses }, 'listening');
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
