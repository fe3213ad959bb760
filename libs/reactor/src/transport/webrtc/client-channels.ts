import type { MediaPeerOptions } from '../../session/ports/index.js';
import type { ConnectedWatch } from './connected-watch.js';
import { maxMessageSizeOf } from './max-message-size.js';
import { PeerChannels } from './peer-channels.js';
import { offersData } from './sdp.js';
import type { WebRtcOptions } from './webrtc.options.js';

/** What the channels of a client need of its peer. */
export interface ClientChannelsParts {
  readonly options: Pick<MediaPeerOptions, 'wire' | 'events'>;
  readonly settings: WebRtcOptions;
  /** Asked once the channels exist. */
  readonly connection: () => ConnectedWatch;
  /** Ends the peer and reports it. */
  readonly lose: (cause: string) => void;
}

/** The data channels of a client, whose events go to the session. */
export function clientChannels({ options, settings, connection, lose }: ClientChannelsParts): PeerChannels {
  const { wire, events } = options;
  return new PeerChannels(wire, settings, {
    opened: () => connection().check(),
    closed: () => lose('the client closed its data channels'),
    ignored: () => events.dropped('excess_message', 1),
    flooded: () => lose('it sent more messages than webrtc.messagesPerSecond allows, for ten seconds'),
    message: (message) => {
      connection().confirm();
      events.message(message);
    },
    malformed: (error, channel) => {
      connection().confirm();
      events.malformed(error, channel);
    },
    dropped: (count) => events.dropped('message', count),
  });
}

/** Channels are awaited, and messages bounded, as the client's newest offer says. */
export function followOffer(sdp: string, channels: PeerChannels, connection: ConnectedWatch): void {
  const hasChannels = offersData(sdp);
  connection.awaitsChannels = hasChannels;
  channels.expect(hasChannels);
  channels.bound(maxMessageSizeOf(sdp));
}
