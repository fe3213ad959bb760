import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { WebSocket } from 'ws';
import { ReactorError } from '../../errors/index.js';
import { Callers } from '../access/callers.js';
import { checkHostAndOrigin } from '../access/host-and-origin.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { AddressSockets } from './address-sockets.js';

/** What every socket of the reactor must keep to before anything of it is read. */
@Injectable()
export class SocketAdmission {
  constructor(
    private readonly callers: Callers,
    private readonly sockets: AddressSockets,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {}

  /** Counts the socket for its address. Throws `forbidden` for a host or an origin, or `socket_limit`. */
  check(socket: WebSocket, request: IncomingMessage): void {
    checkHostAndOrigin(this.options, request.headers);
    const { maxSocketsPerAddress } = this.options;
    const { sockets } = this.sockets.shareOf(socket, this.callers.addressOf(request));
    if (sockets <= maxSocketsPerAddress) return;
    throw new ReactorError('socket_limit', `${maxSocketsPerAddress} sockets are already open; close one`);
  }
}
