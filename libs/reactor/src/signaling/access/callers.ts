import type { IncomingMessage } from 'node:http';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  type ConnectionOwner,
  type Principal,
  type RequestCallers,
  RequestForwarder,
  type SessionStarter,
} from '../../session/index.js';
import { AccessControl } from './access-control.js';
import { clientAddress, senderAddress, trustedProxies } from './client-address.js';

/** Identifies the senders of requests, by principal or by address. */
@Injectable()
export class Callers implements RequestCallers {
  constructor(
    private readonly admission: AccessControl,
    private readonly adapterHost: HttpAdapterHost,
    @Optional() @Inject(RequestForwarder) private readonly forwarder?: RequestForwarder,
  ) {}

  /** The address that limits count by. */
  addressOf(request: IncomingMessage): string {
    return clientAddress(request, trustedProxies(this.adapterHost));
  }

  /** The whole address, for what only clients of some networks may do; undefined where it is not known. */
  senderOf(request: IncomingMessage): string | undefined {
    return senderAddress(request, trustedProxies(this.adapterHost));
  }

  callerOf(request: IncomingMessage): string {
    const principal = this.principalOf(request);
    return principal === undefined ? `address ${this.addressOf(request)}` : `principal ${principal.id}`;
  }

  principalOf(request: IncomingMessage): Principal | undefined {
    return this.admission.principalOf(request);
  }

  /** Of a session that this request starts; `reservation`: of the instance that was reserved for it. */
  starterOf(request: IncomingMessage): SessionStarter & { readonly reservation: string | undefined } {
    const reservation = this.forwarder?.reservationOf(request);
    return { caller: this.callerOf(request), principal: this.principalOf(request), reservation };
  }

  /** Owner of a connection that this request creates. */
  ownerOf(request: IncomingMessage, surface: ConnectionOwner['surface']): ConnectionOwner {
    const principal = this.principalOf(request);
    const address = this.senderOf(request);
    return {
      surface,
      caller: this.callerOf(request),
      ...(address === undefined ? {} : { address }),
      ...(principal === undefined ? {} : { principal }),
    };
  }
}
