import { randomUUID } from 'node:crypto';
import type { Model, ModelInstance } from '../session/index.js';

interface Reservation {
  readonly model: Model;
  readonly instance: ModelInstance;
  readonly timer: NodeJS.Timeout;
}

/** Free instances that are reserved for somebody, each for a while. */
export class Reservations {
  private readonly byId = new Map<string, Reservation>();

  /** @param freed called when an instance is free again because its reservation was released or has lapsed */
  constructor(private readonly freed: (model: Model) => void) {}

  /** @returns undefined where no instance is free */
  reserve(model: Model, forMs: number): string | undefined {
    const instance = model.reserve();
    if (instance === undefined) return undefined;
    const id = randomUUID();
    const timer = setTimeout(() => this.release(id), forMs);
    timer.unref();
    this.byId.set(id, { model, instance, timer });
    return id;
  }

  /** Ends the reservation. @returns its instance; undefined where there is no such reservation any more */
  take(id: string): ModelInstance | undefined {
    const reservation = this.byId.get(id);
    if (reservation === undefined) return undefined;
    clearTimeout(reservation.timer);
    this.byId.delete(id);
    reservation.model.unreserve(reservation.instance);
    return reservation.instance;
  }

  release(id: string): void {
    const model = this.byId.get(id)?.model;
    if (this.take(id) !== undefined && model !== undefined) this.freed(model);
  }

  clear(): void {
    for (const id of this.byId.keys()) this.take(id);
  }
}
