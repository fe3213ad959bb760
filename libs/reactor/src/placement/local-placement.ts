import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { SessionService } from '../local-api/index.js';
import type { Model, StopRequest } from '../session/index.js';
import { Reservations } from './reservations.js';
import { type Capacity, type PlacedSession, type PlacementRequest, SessionPlacement } from './session-placement.js';

/** Refuses a session that may not begin, by throwing. */
export type PlacementRule = (request: PlacementRequest) => void;

/** Begins sessions on the instances of this process. */
@Injectable()
export class LocalPlacement extends SessionPlacement implements OnModuleDestroy {
  private readonly listeners = new Set<(model: string) => void>();
  private readonly rules: PlacementRule[] = [];
  /** Names of models whose listeners are called in the next turn. */
  private readonly pending = new Set<string>();
  private readonly reservations = new Reservations((model) => this.changed(model));

  constructor(private readonly sessions: SessionService) {
    super();
    sessions.onModel(({ model }) => {
      model.events.on('state', () => this.changed(model));
      model.events.on('session', () => this.changed(model));
      model.events.on('released', () => this.changed(model));
    });
  }

  /** Adds a rule, which every session that begins in this process obeys. */
  addRule(rule: PlacementRule): void {
    this.rules.push(rule);
  }

  async capacity(name: string): Promise<Capacity> {
    const { instances, free } = this.sessions.runtime(name).model;
    return { instances: instances.filter(({ state }) => state !== 'failed').length, free: free.length };
  }

  async place({ model: name, reservation, ...request }: PlacementRequest): Promise<PlacedSession> {
    const local = this.sessions.runtime(name);
    for (const rule of this.rules) rule({ model: name, reservation, ...request });
    const reserved = reservation === undefined ? undefined : this.reservations.take(reservation);
    return { sessionId: local.begin(request, reserved).id, model: name };
  }

  async reserve(name: string, forMs: number): Promise<string | undefined> {
    const { model } = this.sessions.runtime(name);
    const reservation = this.reservations.reserve(model, forMs);
    if (reservation !== undefined) this.changed(model);
    return reservation;
  }

  async release(reservation: string): Promise<void> {
    this.reservations.release(reservation);
  }

  async end(sessionId: string, request: StopRequest): Promise<void> {
    (await this.sessions.directory.find(sessionId))?.stop(request);
  }

  onCapacity(listener: (model: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onModuleDestroy(): void {
    this.reservations.clear();
  }

  /** Not during the change: a listener may begin a session. */
  private changed({ name }: Model): void {
    if (this.pending.has(name)) return;
    this.pending.add(name);
    queueMicrotask(() => {
      this.pending.delete(name);
      for (const listener of this.listeners) listener(name);
    });
  }
}
