import type { WireVersion } from '@nestjs-reactor/protocol';
import type { IceCandidate, IceServer, MediaOffer, TrackMapping } from '../ports/index.js';

/** One offer of a client. */
export interface OfferRequest {
  readonly sdp: string;
  /** Absent where the client's version names no tracks: sections go to the model's tracks by kind and order. */
  readonly tracks?: readonly TrackMapping[];
  /** Instead of the configured ones, for this client; an empty list means none. */
  readonly iceServers?: readonly IceServer[];
  readonly wire: WireVersion;
  readonly startFlowing: boolean;
  /** Inputs that the client publishes from this offer on, of one that sends no message for it. */
  readonly publishes?: readonly string[];
  /** The client pings by contract: one that is silent for too long counts as disconnected. @defaultValue false */
  readonly pings?: boolean;
  /** Name of the media engine that a new peer connection is answered by. @defaultValue the application's first */
  readonly engine?: string;
  /** Given, the server's candidates trickle; absent, the answer carries them. */
  readonly onCandidate?: (candidate: IceCandidate | null) => void;
}

/** The offer as a media engine gets it. */
export function mediaOfferOf(
  { sdp, tracks, onCandidate }: OfferRequest,
  more: { readonly clientAddress?: string | undefined; readonly iceServers?: readonly IceServer[] | undefined },
): MediaOffer {
  const { clientAddress, iceServers } = more;
  return {
    sdp,
    ...(tracks === undefined ? {} : { tracks }),
    trickle: onCandidate !== undefined,
    ...(clientAddress === undefined ? {} : { clientAddress }),
    ...(iceServers === undefined ? {} : { iceServers }),
  };
}
