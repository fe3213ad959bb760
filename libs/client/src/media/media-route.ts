/**
 * How the picture comes: WebRTC over UDP, WebRTC over TCP, WebRTC through a TURN server, or encoded frames over a WebSocket. The
 * earlier, the less delay on a bad line.
 */
export type MediaWay = 'udp' | 'tcp' | 'relay' | 'websocket';

/** Why frames come over a WebSocket. */
export type WebSocketCause =
  /** No path of WebRTC was open in time. */
  | 'no_ice_path'
  /** The path of WebRTC broke. */
  | 'path_lost'
  /** The browser has no WebRTC. */
  | 'no_webrtc'
  /** The option `transport` says so. */
  | 'chosen';

/** The way in use. */
export interface MediaRoute {
  readonly way: MediaWay;
  /** With `websocket` alone. */
  readonly cause?: WebSocketCause;
  /** WebRTC is tried again by itself, and takes over where it works. */
  readonly retries: boolean;
}
