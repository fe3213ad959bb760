import type { MessagePort } from 'node:worker_threads';
import { keyOf, type RungName } from './messages.js';
import type { NeighbourMessage } from './neighbour-messages.js';
import type { NeighbourhoodParts } from './neighbours.js';
import type { RungFan } from './rung-fan.js';
import { RungRelay } from './rung-relay.js';

/** Another fan-out thread: rungs whose encoders are there, and its subscriptions to those that are here. */
export class Neighbour {
  private readonly subscribed = new Map<string, RungName>();
  private readonly relays = new Map<string, { readonly relay: RungRelay; readonly fan: RungFan }>();

  constructor(
    private readonly port: MessagePort,
    private readonly parts: NeighbourhoodParts,
  ) {
    port.on('message', (message: NeighbourMessage) => {
      this.follow(message);
      parts.changed();
    });
  }

  subscribe(rung: RungName): void {
    this.subscribed.set(keyOf(rung), rung);
    this.post({ type: 'subscribe', rung });
  }

  unsubscribe(rung: RungName): void {
    this.subscribed.delete(keyOf(rung));
    this.post({ type: 'unsubscribe', rung });
  }

  requestKeyframe(rung: RungName): void {
    this.post({ type: 'keyframe', rung });
  }

  reportLinks(rung: RungName, kbps: readonly number[]): void {
    if (this.subscribed.has(keyOf(rung))) this.post({ type: 'links', rung, kbps });
  }

  linksOf(rung: RungName): readonly number[] {
    return this.relays.get(keyOf(rung))?.relay.links ?? [];
  }

  tellState(fan: RungFan): void {
    const open = this.relays.get(keyOf(fan.name));
    if (open === undefined) return;
    this.post({ type: 'state', rung: fan.name, kbps: fan.kbps, elsewhere: fan.size - open.relay.size });
  }

  closeTrack(track: number): void {
    for (const [key, { track: of }] of this.subscribed) if (of === track) this.subscribed.delete(key);
    for (const [key, { fan }] of this.relays) if (fan.name.track === track) this.relays.delete(key);
  }

  close(): void {
    this.port.close();
  }

  private follow(message: NeighbourMessage): void {
    switch (message.type) {
      case 'subscribe':
        this.open(message.rung);
        return;
      case 'unsubscribe':
        this.release(message.rung);
        return;
      case 'keyframe':
        this.relays.get(keyOf(message.rung))?.fan.requestKeyframe();
        return;
      case 'links': {
        // A subscription that came before the track was open here is made up for.
        const relay = this.open(message.rung);
        if (relay !== undefined) relay.links = message.kbps;
        return;
      }
      case 'frame':
        this.fanOf(message.rung)?.push(message.frame);
        return;
      case 'reset':
        this.fanOf(message.rung)?.reset();
        return;
      case 'state': {
        const fan = this.fanOf(message.rung);
        if (fan === undefined) return;
        fan.kbps = message.kbps;
        fan.elsewhere = message.elsewhere;
      }
    }
  }

  /** Of a rung that is subscribed to: what was under way when it was given up is old when it is wanted again. */
  private fanOf(rung: RungName): RungFan | undefined {
    if (!this.subscribed.has(keyOf(rung))) return undefined;
    return this.parts.track(rung.track)?.fan(rung.codec, rung.index);
  }

  private open(rung: RungName): RungRelay | undefined {
    const key = keyOf(rung);
    const open = this.relays.get(key);
    if (open !== undefined) return open.relay;
    const fan = this.parts.track(rung.track)?.fan(rung.codec, rung.index);
    if (fan === undefined) return undefined;
    const relay = new RungRelay(rung, (message, moved) => this.post(message, moved));
    this.relays.set(key, { relay, fan });
    fan.join(relay);
    return relay;
  }

  private release(rung: RungName): void {
    const open = this.relays.get(keyOf(rung));
    if (open === undefined) return;
    this.relays.delete(keyOf(rung));
    open.fan.leave(open.relay);
  }

  private post(message: NeighbourMessage, moved?: ArrayBuffer): void {
    this.port.postMessage(message, moved === undefined ? [] : [moved]);
  }
}
