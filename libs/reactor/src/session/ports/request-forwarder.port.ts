import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { SignalingRequest } from '@nestjs-reactor/protocol';

/** What a request is for, as the table of routes and the path say. */
export interface ForwardQuestion {
  /** Of the route in the table: `sessions/:sid/uploads`. */
  readonly path: string;
  /** Parts of the path by the names that the route gives them. */
  readonly params: Readonly<Record<string, string | undefined>>;
  /** Who asks, as `ConnectionOwner.caller`. Absent: not known yet, so only what the request names says where it goes. */
  readonly caller?: string;
}

/** A machine's end of a signalling socket. */
export interface RemoteSignaling {
  /** Where it is opened: `ws://10.0.0.5:8080/signaling`. */
  readonly url: string;
  /** To be sent with the request that opens it. */
  readonly headers: Readonly<Record<string, string>>;
  /** Aborted when that machine is not one of the cluster any more. */
  readonly gone: AbortSignal;
}

/** Passes requests on to the machine that they are for. */
export interface RequestForwarder {
  /**
   * Called first, for each request. Restores what the first machine knew of a request that another one has passed on: the client's address. Throws
   * `node_unavailable` where it was meant for another process.
   */
  receive(request: IncomingMessage): void;
  /**
   * Answers it from the machine that it is for. Rejects with `node_unavailable` where that one does not answer, and with
   * `unknown_session` where it has gone.
   *
   * @returns false where it is for this machine, and nothing was done
   */
  forward(request: IncomingMessage, response: ServerResponse, question: ForwardQuestion): Promise<boolean>;
  /**
   * Where a client joins. Rejects with `unknown_session` where that machine has gone.
   *
   * @param request the one that opened the socket
   * @returns undefined: on this machine
   */
  joins(request: IncomingMessage, join: SignalingRequest<'join'>, caller: string): Promise<RemoteSignaling | undefined>;
  /**
   * Connects an upgrade that names the session of another machine (`?session_id=`) with that machine.
   * @returns false where it is for this one, and nothing was done
   */
  tunnel(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Of an instance of this machine that was reserved for the start which this request asks for. */
  reservationOf(request: IncomingMessage): string | undefined;
}

/** Injection token of the forwarder; its value is undefined where this process is the only one. */
export const RequestForwarder = Symbol('RequestForwarder');
