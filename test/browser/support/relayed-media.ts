import type { Page, WebSocketRoute } from 'playwright-core';
import { UdpRelay } from '../../fixtures/viewer/udp-relay.js';

interface Message {
  readonly type: string;
  readonly sdp?: string;
  readonly candidate?: { readonly candidate: string } | null;
}

/** A page's media on the signalling socket, through a relay that can be cut: each offer gets one of its own. */
export class RelayedMedia {
  sockets = 0;
  offers = 0;
  private relay: UdpRelay | undefined;
  /** Offers that have a relay. */
  private relayed = 0;

  private constructor() {}

  /** Before the page opens its socket. */
  static async of(page: Page): Promise<RelayedMedia> {
    const media = new RelayedMedia();
    await page.routeWebSocket('**/signaling', (socket) => media.join(socket));
    return media;
  }

  cut(): void {
    this.relay?.throttle(0);
  }

  close(): void {
    this.relay?.close();
  }

  private join(socket: WebSocketRoute): void {
    this.sockets++;
    const server = socket.connectToServer();
    socket.onMessage((text) => {
      const message = JSON.parse(String(text)) as Message;
      if (message.type === 'offer') this.offers++;
      // Without candidates the server learns of the page's address where its packets come from: the relay.
      if (message.type === 'candidate' && message.candidate !== null) return;
      server.send(withoutCandidates(message));
    });
    server.onMessage((text) => {
      const message = JSON.parse(String(text)) as Message;
      if (message.type !== 'candidate' || !message.candidate) socket.send(withoutCandidates(message));
      else void this.divert(message.candidate.candidate, message, socket);
    });
  }

  /** The server's first address of each offer becomes the relay's; the others are not told. */
  private async divert(candidate: string, message: Message, socket: WebSocketRoute): Promise<void> {
    const [found, start, host, port] = /^(candidate:\S+ 1 udp \d+ )(\d+\.\d+\.\d+\.\d+) (\d+)/i.exec(candidate) ?? [];
    if (found === undefined || this.relayed === this.offers) return;
    this.relayed = this.offers;
    this.relay?.close();
    this.relay = await UdpRelay.to(host!, Number(port));
    const diverted = candidate.replace(found, `${start}127.0.0.1 ${this.relay.port}`);
    socket.send(JSON.stringify({ ...message, candidate: { ...message.candidate, candidate: diverted } }));
  }
}

function withoutCandidates(message: Message): string {
  const sdp = message.sdp?.replaceAll(/^a=candidate:.*\r\n/gm, '');
  return JSON.stringify({ ...message, ...(sdp === undefined ? {} : { sdp }) });
}
