import { ClientError } from '../client-error.js';
import type { ClientPorts } from '../client-ports.js';
import type { Transport } from '../transport.js';
import type { MediaWays } from './media-ladder.js';
import type { NetworkMemory } from './network-memory.js';

/** The ways that a browser has, as far as they are wanted. Rejects with `no_webrtc` where there is none. */
export async function waysOf(
  { createLink, stream }: Pick<ClientPorts, 'createLink' | 'stream'>,
  transport: Transport,
  memory: NetworkMemory,
): Promise<MediaWays> {
  const ways: MediaWays = {
    createLink: transport === 'websocket' ? undefined : createLink,
    stream: transport === 'webrtc' || ((await stream?.codecs()) ?? []).length === 0 ? undefined : stream,
    withoutWebRtc: transport === 'websocket' ? 'chosen' : 'no_webrtc',
    memory,
  };
  if (ways.createLink !== undefined || ways.stream !== undefined) return ways;
  throw ClientError.own(
    'no_webrtc',
    transport === 'webrtc'
      ? 'this browser cannot receive video by WebRTC'
      : 'this browser cannot receive video by WebRTC, and has no WebCodecs here; open the page on HTTPS, in a current browser',
  );
}
