import { Inject, Injectable } from '@nestjs/common';
import type { WebSocket } from 'ws';
import { MessageRate } from '../../session/index.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';

/** Factor of the message rate for all sockets of one address. */
const SHARE_OF_ADDRESS = 4;

/** What the open sockets of one address have in common. */
export interface AddressShare {
  readonly sockets: number;
  /** The messages of all of them together. */
  readonly rate: MessageRate;
}

/** The open sockets of each address. */
@Injectable()
export class AddressSockets {
  private readonly shares = new Map<string, { sockets: number; readonly rate: MessageRate }>();
  private readonly counted = new WeakSet<WebSocket>();

  constructor(@Inject(SIGNALING_OPTIONS) private readonly options: Pick<SignalingOptions, 'messagesPerSecond'>) {}

  /** That of this socket's address, which it is counted for until it closes; once, however often it is asked for. */
  shareOf(socket: WebSocket, address: string): AddressShare {
    const share = this.shares.get(address) ?? {
      sockets: 0,
      rate: new MessageRate(SHARE_OF_ADDRESS * this.options.messagesPerSecond),
    };
    if (this.counted.has(socket)) return share;
    this.counted.add(socket);
    this.shares.set(address, share);
    share.sockets++;
    socket.once('close', () => {
      if (--share.sockets === 0) this.shares.delete(address);
    });
    return share;
  }
}
