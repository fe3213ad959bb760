import type { Fanout, FanoutEvent, PeerId, TransportAddress } from './index.js';

/** What a link does to datagrams in one direction. */
export interface Link {
  readonly delayMs: number;
  /** Whether the datagram is lost; asked for each. */
  readonly drops?: (datagram: Uint8Array) => boolean;
  /** Kilobits a second, behind a queue of `queueMs`. */
  readonly kbps?: number;
  readonly queueMs?: number;
  /** For each datagram that found the queue full. */
  readonly overflowed?: () => void;
}

interface Flight {
  readonly at: number;
  readonly datagram: Uint8Array;
  readonly from: TransportAddress;
  readonly to: TransportAddress;
}

const STEP_MS = 1;
const GOOD_LINK: Link = { delayMs: 5 };

/** A clock that moves when a test moves it. */
export class FakeClock {
  now = 1_000_000_000n;
  readonly read = (): bigint => this.now;
  get ms(): number {
    return Number(this.now) / 1e6;
  }
}

/** Datagrams between peers of any engines, by address, in virtual time. */
export class Network {
  private readonly owners = new Map<string, { readonly engine: Fanout; readonly peer: PeerId }>();
  private readonly links = new Map<string, Link>();
  /** When the queue of a thin link is empty again. */
  private readonly busyUntil = new Map<string, number>();
  private flights: Flight[] = [];
  readonly events = new Map<Fanout, FanoutEvent[]>();
  sentBytes = 0;
  sentPackets = 0;

  constructor(
    readonly clock: FakeClock,
    private readonly engines: readonly Fanout[],
  ) {
    for (const engine of engines) this.events.set(engine, []);
  }

  attach(engine: Fanout, peer: PeerId, address: TransportAddress): void {
    this.owners.set(key(address), { engine, peer });
  }

  /** What happens to what is sent to `address`. */
  setLink(address: TransportAddress, link: Link): void {
    this.links.set(key(address), link);
  }

  pump(): void {
    for (const engine of this.engines) {
      engine.poll({
        transmit: (_peer, datagram, to, from) => this.send(datagram, from, to),
        event: (event) => void this.events.get(engine)!.push(event),
      });
    }
  }

  /** Lets time pass until `done`; false when it is not so after `limitMs`. */
  until(done: () => boolean, limitMs: number, each: () => void = () => {}): boolean {
    const end = this.clock.ms + limitMs;
    this.pump();
    while (!done()) {
      if (this.clock.ms >= end) return false;
      this.clock.now += BigInt(STEP_MS * 1e6);
      each();
      this.deliver();
      for (const engine of this.engines) if (engine.nextTimeoutMs() <= 0) engine.tick();
      this.pump();
    }
    return true;
  }

  pass(ms: number, each?: () => void): void {
    this.until(() => false, ms, each);
  }

  eventsOf<T extends FanoutEvent['type']>(engine: Fanout, type: T, peer?: PeerId): Extract<FanoutEvent, { type: T }>[] {
    return this.events
      .get(engine)!
      .filter(
        (event): event is Extract<FanoutEvent, { type: T }> =>
          event.type === type && (peer === undefined || event.peer === peer),
      );
  }

  private send(datagram: Uint8Array, from: TransportAddress, to: TransportAddress): void {
    this.sentBytes += datagram.length;
    this.sentPackets++;
    const link = this.links.get(key(to)) ?? GOOD_LINK;
    if (link.drops?.(datagram)) return;
    let leaves = this.clock.ms;
    if (link.kbps !== undefined) {
      const free = Math.max(leaves, this.busyUntil.get(key(to)) ?? 0);
      if (free - leaves > (link.queueMs ?? 300)) return link.overflowed?.();
      leaves = free + (datagram.length * 8) / link.kbps;
      this.busyUntil.set(key(to), leaves);
    }
    this.flights.push({ at: leaves + link.delayMs, datagram, from, to });
  }

  private deliver(): void {
    const due = this.flights.filter(({ at }) => at <= this.clock.ms);
    this.flights = this.flights.filter(({ at }) => at > this.clock.ms);
    for (const { datagram, from, to } of due) {
      const owner = this.owners.get(key(to));
      owner?.engine.receive(owner.peer, datagram, from, to);
    }
  }
}

function key({ address, port, protocol = 'udp' }: TransportAddress): string {
  return `${protocol} ${address}:${port}`;
}
