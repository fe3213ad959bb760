import type { Principal, StopRequest } from '../session/index.js';

/** Instances of one model, over every machine that serves it. */
export interface Capacity {
  /** Those that have not failed, whatever they do now. */
  readonly instances: number;
  /** Those that could begin a session now: loaded, without a session, and not reserved. */
  readonly free: number;
}

/** A session that is wanted. */
export interface PlacementRequest {
  /** By name. */
  readonly model: string;
  /** What the client sent along; journalled with the start. */
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  /** Who asks, as `ConnectionOwner.caller`. */
  readonly caller?: string | undefined;
  readonly principal?: Principal | undefined;
  /** Of `reserve`: the session begins on the instance that was reserved. One that has lapsed makes no difference. */
  readonly reservation?: string | undefined;
  /** Of the waiting room: the session begins on the instance that is held for this visitor. */
  readonly ticket?: string | undefined;
  /** Whose turn the session is, as `SessionStarter.visitor`. */
  readonly visitor?: string | undefined;
  /**
   * The session must run on this machine, whose routes name no session.
   * @defaultValue false
   */
  readonly here?: boolean;
}

/** A session that has begun. */
export interface PlacedSession {
  readonly sessionId: string;
  readonly model: string;
  /** The machine that runs it; absent where there is one alone. */
  readonly node?: string;
}

/**
 * Where sessions of one's own begin: the one place that knows which instances are free, of this process or of a fleet.
 * Whoever starts a session for a client that named none asks it; nobody else assigns instances.
 */
export abstract class SessionPlacement {
  /** Rejects with `unknown_model`. */
  abstract capacity(model: string): Promise<Capacity>;

  /**
   * Begins a session on a free instance: one that was reserved, or any other. Rejects with `session_busy` where none is free, `model_loading`,
   * `model_terminated`, `unknown_model` or `shutting_down`.
   */
  abstract place(request: PlacementRequest): Promise<PlacedSession>;

  /**
   * Takes an instance out of the free ones, for whoever names the reservation to `place`.
   *
   * @param forMs after that long it is free again, in milliseconds
   * @returns undefined where none is free; rejects with `unknown_model`
   */
  abstract reserve(model: string, forMs: number): Promise<string | undefined>;

  /** The instance is free again. Nothing for a reservation that was used, has lapsed, or never was. */
  abstract release(reservation: string): Promise<void>;

  /** Asks a session to end; resolves when its end has begun. Nothing for one that has ended, or never was. */
  abstract end(sessionId: string, request: StopRequest): Promise<void>;

  /**
   * Calls back, with the model's name, after the number of its free instances may have changed; changes of the same moment are
   * reported once. A listener must not throw.
   *
   * @returns the function that ends the subscription
   */
  abstract onCapacity(listener: (model: string) => void): () => void;
}

/** The placement itself, without the waiting room that may be in front of it. */
export abstract class PlainPlacement extends SessionPlacement {}
