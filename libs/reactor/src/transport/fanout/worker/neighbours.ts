import type { MessagePort } from 'node:worker_threads';
import type { FanTrack } from './fan-track.js';
import type { RungName } from './messages.js';
import { Neighbour } from './neighbour.js';
import type { RungFan, RungFanEvents } from './rung-fan.js';

/** What the links between threads have of theirs. */
export interface NeighbourhoodParts {
  track(id: number): FanTrack | undefined;
  /** Something was received: the engine may have something to send. */
  changed(): void;
}

/** The other fan-out threads, by their numbers. */
export class Neighbours {
  private readonly all = new Map<number, Neighbour>();

  constructor(private readonly parts: NeighbourhoodParts) {}

  add(thread: number, port: MessagePort): void {
    this.all.set(thread, new Neighbour(port, this.parts));
  }

  /** What a rung asks for whose encoder is connected to that thread. */
  eventsOf(home: number, name: RungName): RungFanEvents {
    return {
      wanted: () => this.all.get(home)?.subscribe(name),
      idle: () => this.all.get(home)?.unsubscribe(name),
      requestKeyframe: () => {
        this.all.get(home)?.requestKeyframe(name);
        return true;
      },
      // The thread that asks the encoder also has the picture repeated.
      repeatPicture: () => undefined,
    };
  }

  /** What the links of this thread's viewers on a rung carry, for the thread that has its encoder. */
  reportLinks(home: number, fan: RungFan, kbps: readonly number[]): void {
    this.all.get(home)?.reportLinks(fan.name, kbps);
  }

  /** What the links of other threads' viewers on a rung carry, whose encoder is here. */
  linksOf(fan: RungFan): readonly number[] {
    return [...this.all.values()].flatMap((neighbour) => neighbour.linksOf(fan.name));
  }

  /** Tells of the encoder's bitrate and of how many watch it, where somebody does. */
  tellState(fan: RungFan): void {
    for (const neighbour of this.all.values()) neighbour.tellState(fan);
  }

  closeTrack(track: number): void {
    for (const neighbour of this.all.values()) neighbour.closeTrack(track);
  }

  close(): void {
    for (const neighbour of this.all.values()) neighbour.close();
    this.all.clear();
  }
}
