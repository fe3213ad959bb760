import type { OutboundPeer, OutboundPeerOptions, PeerStats } from '../../session/ports/index.js';

const OFFER = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n';

/** A connection to another server without a network. It connects and ends as the test calls. */
export class LoopbackOutboundPeer implements OutboundPeer {
  /** What the other server answered. */
  answer: string | undefined;
  closed = false;
  /** Set by the test: what the connection measures. */
  measured: PeerStats = {};

  constructor(readonly options: OutboundPeerOptions) {}

  async offer(): Promise<string> {
    return OFFER;
  }

  async acceptAnswer(sdp: string): Promise<void> {
    this.answer = sdp;
  }

  connect(): void {
    if (!this.closed) this.options.events.connected();
  }

  /** Ends the connection. */
  lose(cause = 'its connection failed'): void {
    if (this.closed) return;
    this.closed = true;
    this.options.events.lost(cause);
  }

  async stats(): Promise<PeerStats> {
    return this.measured;
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}
