import type { TransportAddress } from '@nestjs-reactor/fanout';

/** Media, of RTP and RTCP, begins with a byte above (RFC 7983, 7); checks go out on every path that a client tries. */
const BELOW_MEDIA = 127;

/** What a viewer's packets leave by, and how many did not. */
export class ViewerPath {
  private current: 'udp' | 'tcp' = 'udp';
  private dropped = 0;

  /** Of its media. */
  get protocol(): 'udp' | 'tcp' {
    return this.current;
  }

  get packetsDropped(): number {
    return this.dropped;
  }

  /** @param taken false where the connection took none: too much waits in it, or it has ended */
  sent(datagram: Uint8Array, { protocol = 'udp' }: TransportAddress, taken: boolean): void {
    if (!taken) this.dropped++;
    if (datagram[0]! > BELOW_MEDIA) this.current = protocol;
  }
}
