import { Logger } from '@nestjs/common';
import type { MediaEngine } from '../session/ports/index.js';
import { FanoutEngine } from './fanout/fanout-engine.js';
import type { MediaOptions } from './media.options.js';
import type { WebRtcOptions } from './webrtc/webrtc.options.js';
import { WrtcEngine } from './wrtc/wrtc-engine.js';

/** The engine that the options ask for; the reason of what `auto` chose is logged. */
export function chooseEngine(media: MediaOptions, webrtc: WebRtcOptions): MediaEngine {
  const relays = webrtc.iceTransportPolicy === 'relay';
  if (media.engine === 'wrtc' || (media.engine === 'auto' && relays)) {
    if (media.engine === 'auto') {
      new Logger('Reactor:webrtc').log('media engine wrtc: webrtc.iceTransportPolicy is relay, which fanout cannot do');
    }
    return new WrtcEngine(webrtc);
  }
  return new FanoutEngine(webrtc, media);
}
