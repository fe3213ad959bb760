import { type CandidateEntry, parseOffer } from '@nestjs-reactor/protocol';
import type { IceCandidate, Session } from '../../session/index.js';

/** Takes an offer whose answer is polled for. */
export async function takeOffer(
  session: Session,
  connectionId: number,
  body: unknown,
  client: { readonly wire: 'v0' | 'v1'; readonly startFlowing: boolean },
): Promise<void> {
  const { sdp_offer, track_mapping, ice_servers } = parseOffer(body);
  await session.offer(connectionId, {
    sdp: sdp_offer,
    tracks: track_mapping,
    ...(ice_servers === undefined ? {} : { iceServers: ice_servers }),
    ...client,
  });
}

export function toIceCandidate({ candidate, sdp_mid, sdp_mline_index }: CandidateEntry): IceCandidate {
  return {
    candidate,
    ...(sdp_mid === undefined ? {} : { sdpMid: sdp_mid }),
    ...(sdp_mline_index === undefined ? {} : { sdpMLineIndex: sdp_mline_index }),
  };
}
