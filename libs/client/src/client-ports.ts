import type { UploadReference } from '@nestjs-reactor/protocol';
import type { LinkFactory } from './connection/connection.js';
import { apiAddress } from './http/api-address.js';
import { type Health, ReactorApi } from './http/reactor-api.js';
import { RtcMediaLink } from './media/rtc-media-link.js';
import { SignalingSocket } from './signaling/signaling-socket.js';
import { openWebSocket } from './signaling/web-socket.js';

/** What a client needs from its surroundings. A browser has it all; elsewhere, and in tests, bring your own. */
export interface ClientPorts {
  /** {@link ReactorApi} is one. */
  readonly api: {
    health(): Promise<Health>;
    schema(): Promise<Record<string, unknown>>;
    upload(sessionId: string, file: File): Promise<UploadReference>;
  };
  /** A new socket each time, open. */
  readonly openSocket: () => Promise<SignalingSocket>;
  /** Undefined where there is no WebRTC: the client starts no session then, and fails with `no_webrtc`. */
  readonly createLink: LinkFactory | undefined;
}

/** The browser's own `fetch`, `WebSocket` and `RTCPeerConnection`, for a server at `url`. */
export function browserPorts(url: string, model: string | undefined): ClientPorts {
  const address = apiAddress(url, model);
  return {
    api: new ReactorApi(address),
    openSocket: () => SignalingSocket.open(() => openWebSocket(address.socket)),
    createLink:
      typeof RTCPeerConnection === 'function'
        ? (iceServers, tracks) => new RtcMediaLink(iceServers, tracks)
        : undefined,
  };
}
