import type { UploadReference } from '@nestjs-reactor/protocol';
import { ClientError } from './client-error.js';
import type { LinkFactory } from './media/media-ladder.js';
import { type AccessToken, readToken } from './http/access-token.js';
import { type ApiAddress, apiAddress } from './http/api-address.js';
import { type Health, ReactorApi } from './http/reactor-api.js';
import type { UploadOptions } from './http/upload-progress.js';
import { RtcMediaLink } from './media/rtc-media-link.js';
import { SignalingSocket } from './signaling/signaling-socket.js';
import { openWebSocket } from './signaling/web-socket.js';
import { browserStream } from './stream/browser-stream.js';
import type { StreamPort } from './stream/stream-port.js';
import { browserTickets, type TicketStore } from './waiting/ticket-store.js';

/** What a client needs from its surroundings. A browser has it all; elsewhere, and in tests, bring your own. */
export interface ClientPorts {
  /** {@link ReactorApi} is one. */
  readonly api: {
    health(): Promise<Health>;
    schema(): Promise<Record<string, unknown>>;
    upload(sessionId: string, file: File, options?: UploadOptions): Promise<UploadReference>;
  };
  /** A new socket each time, open. */
  readonly openSocket: () => Promise<SignalingSocket>;
  /** Undefined where there is no WebRTC: without `stream` the client starts no session then, and fails with `no_webrtc`. */
  readonly createLink: LinkFactory | undefined;
  /** Frames over a WebSocket, for networks that let no WebRTC through. @defaultValue none */
  readonly stream?: StreamPort | undefined;
  /** Where a ticket of the waiting room is kept. @defaultValue nowhere */
  readonly tickets?: TicketStore | undefined;
}

/** Where a client connects to. */
export interface ServerAddress {
  readonly url: string;
  readonly model?: string | undefined;
  readonly token?: AccessToken | undefined;
}

/**
 * The browser's own `fetch`, `WebSocket` and `RTCPeerConnection`. Throws `no_browser` where there is none, as on a server
 * that renders a page, and `invalid_url`.
 */
export function browserPorts({ url, model, token }: ServerAddress): ClientPorts {
  const hasWebRtc = typeof RTCPeerConnection === 'function';
  if (!hasWebRtc && typeof document === 'undefined') {
    throw ClientError.own(
      'no_browser',
      'a client connects in a browser only; on a server call this after the page is mounted, or give it `ports`',
    );
  }
  const address = addressOf(url, model);
  return {
    api: new ReactorApi(address, token),
    openSocket: async () => {
      const text = await readToken(token);
      return await SignalingSocket.open(() => openWebSocket(address.socket, text));
    },
    createLink: hasWebRtc ? (iceServers, tracks) => new RtcMediaLink(iceServers, tracks) : undefined,
    stream: typeof document === 'undefined' ? undefined : browserStream(address),
    tickets: browserTickets(`reactor-ticket ${address.rest('')}`),
  };
}

function addressOf(url: string, model: string | undefined): ApiAddress {
  try {
    return apiAddress(url, model);
  } catch {
    throw ClientError.own(
      'invalid_url',
      `"${url}" is no address; give one such as https://host/ or one below the page`,
    );
  }
}
