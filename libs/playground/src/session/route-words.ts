import type { MediaRoute, MediaWay, WebSocketCause } from '@nestjs-reactor/client';

/** How the picture comes, for people. */
export interface RouteWords {
  /** A word for the row of figures. */
  readonly name: string;
  /** What that means, and why it is so. */
  readonly text: string;
}

const NAMES: Readonly<Record<MediaWay, string>> = {
  udp: 'UDP',
  tcp: 'TCP',
  relay: 'Relay',
  websocket: 'WebSocket',
};

const TEXTS: Readonly<Record<Exclude<MediaWay, 'websocket'>, string>> = {
  udp: 'WebRTC over UDP: the best way.',
  tcp: 'WebRTC over TCP, because this network lets no UDP through. On a bad line the picture may stutter.',
  relay: 'WebRTC through a TURN server, because there is no direct path to the server.',
};

const CAUSES: Readonly<Record<WebSocketCause, string>> = {
  no_ice_path: 'because this network lets no WebRTC through',
  path_lost: 'because the WebRTC connection was lost',
  no_webrtc: 'because this browser has no WebRTC',
  chosen: 'as this page was asked to',
};

export function routeWords({ way, cause = 'no_ice_path', retries }: MediaRoute): RouteWords {
  const name = NAMES[way];
  if (way !== 'websocket') return { name, text: TEXTS[way] };
  const later = retries ? ' WebRTC is tried again from time to time.' : '';
  return {
    name,
    text: `The picture comes over a WebSocket, ${CAUSES[cause]}. Commands work as always; a camera cannot be sent.${later}`,
  };
}
