/**
 * How pictures come. `auto`: over WebRTC, and over a WebSocket while the network lets no WebRTC through; `webrtc` and `websocket`:
 * so, and in no other way.
 */
export type Transport = 'auto' | 'webrtc' | 'websocket';
