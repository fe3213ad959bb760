import type { Socket } from 'node:net';
import type { PeerId, TransportAddress } from '@nestjs-reactor/fanout';
import { framed, PacketReader } from './packet-framing.js';

/** How long a connection may be open before it has sent a check for one of our peers, in milliseconds. */
const CHECK_LIMIT_MS = 5_000;

/** How long one that was ended may take to get its last packets out, in milliseconds. */
const END_LIMIT_MS = 1_000;

/**
 * Bytes that may wait to be written, a keyframe of a large picture; packets beyond are dropped, as by a full buffer of UDP,
 * and sent again if they are asked for.
 */
export const MAX_WAITING_BYTES = 262_144;

/** @returns whose packet it was; undefined for a stranger's */
export type PacketSink = (packet: Uint8Array, from: TransportAddress, to: TransportAddress) => PeerId | undefined;

/** A client's TCP connection, over which packets go as they would over UDP. */
export class TcpConnection {
  /** Whom its newest packet was for. */
  peer: PeerId | undefined;
  private readonly reader = new PacketReader();
  private deadline: NodeJS.Timeout;

  constructor(
    private readonly socket: Socket,
    private readonly from: TransportAddress,
    private readonly to: TransportAddress,
    private readonly received: PacketSink,
  ) {
    this.deadline = setTimeout(() => socket.destroy(), CHECK_LIMIT_MS);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.read(chunk));
    // A connection that breaks shows as silence, which ends its peer.
    socket.on('error', () => undefined);
    socket.once('close', () => clearTimeout(this.deadline));
  }

  /** @returns false where it is dropped: too much waits, or it has ended */
  send(packet: Uint8Array): boolean {
    const whole = framed(packet);
    if (!this.socket.writable || this.socket.writableLength + whole.length > MAX_WAITING_BYTES) return false;
    this.socket.write(whole);
    return true;
  }

  /** Closes it once what waits is written. */
  end(): void {
    this.socket.destroySoon();
    clearTimeout(this.deadline);
    this.deadline = setTimeout(() => this.socket.destroy(), END_LIMIT_MS);
  }

  private read(chunk: Uint8Array): void {
    const readable = this.reader.push(chunk, (packet) => {
      const peer = this.received(packet, this.from, this.to);
      if (peer === undefined) return;
      if (this.peer === undefined) clearTimeout(this.deadline);
      this.peer = peer;
    });
    if (!readable) this.socket.destroy();
  }
}
