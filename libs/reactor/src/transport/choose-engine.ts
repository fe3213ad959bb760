import { Logger } from '@nestjs/common';
import type { MediaEngine, SessionOptions } from '../session/index.js';
import { FanoutEngine } from './fanout/fanout-engine.js';
import type { MediaOptions } from './media.options.js';
import type { WebRtcOptions } from './webrtc/webrtc.options.js';
import { WrtcEngine } from './wrtc/wrtc-engine.js';

/** The engine that the options ask for. Which one, and why, is logged. */
export function chooseEngine(
  media: MediaOptions,
  webrtc: WebRtcOptions,
  session: Pick<SessionOptions, 'iceServers' | 'turn'>,
): MediaEngine {
  const needed = media.engine === 'auto' ? needOfWrtc(webrtc, session) : undefined;
  const name = media.engine === 'auto' ? (needed === undefined ? 'fanout' : 'wrtc') : media.engine;
  new Logger('Reactor:webrtc').log(`media engine ${name}${needed === undefined ? '' : `: ${needed}`}`);
  if (name === 'wrtc' && media.encoder !== 'auto' && media.encoder !== 'wrtc') {
    new Logger('Reactor:webrtc').warn(`media.encoder ${media.encoder} is not used: the engine wrtc encodes no H.264`);
  }
  return name === 'wrtc' ? new WrtcEngine(webrtc, media) : new FanoutEngine(webrtc, media);
}

/** What only libwebrtc can do of what is configured. */
function needOfWrtc(
  { iceTransportPolicy, announcedAddresses }: WebRtcOptions,
  { iceServers, turn }: Pick<SessionOptions, 'iceServers' | 'turn'>,
): string | undefined {
  if (iceTransportPolicy === 'relay') return 'webrtc.iceTransportPolicy is relay, and the fan-out has no TURN client';
  if ((iceServers.length > 0 || turn !== undefined) && announcedAddresses.length === 0) {
    return 'ICE servers are configured, and the fan-out does not ask them for an address of its own; set webrtc.announcedAddresses, or media.engine to fanout where clients reach this server';
  }
  return undefined;
}
