import { type CandidateEntry, parseOffer } from '@nestjs-reactor/protocol';
import { ReactorError } from '../../errors/index.js';
import type { LocalConnections } from '../../local-api/index.js';
import type { ConnectionOwner, IceCandidate } from '../../session/index.js';

/** Accepts an offer whose answer is polled. */
export async function takeOffer(
  connections: LocalConnections,
  body: unknown,
  client: {
    readonly owner: ConnectionOwner;
    /** The offer's connection, requested once the body is read; throws where there is none. */
    readonly connectionFor: (sdp: string) => number;
    readonly wire: 'v0' | 'v1';
    readonly startFlowing: boolean;
  },
): Promise<void> {
  const { sdp_offer, track_mapping, ice_servers } = parseOffer(body);
  const { owner, connectionFor, wire, startFlowing } = client;
  try {
    await connections.offer(connectionFor(sdp_offer), owner, {
      sdp: sdp_offer,
      tracks: track_mapping,
      ...(ice_servers === undefined ? {} : { iceServers: ice_servers }),
      wire,
      startFlowing,
      pings: true,
    });
  } catch (error) {
    throw inTermsOfBody(error);
  }
}

/** The answer, once; undefined while pending. Throws the negotiation's error, or `connection_taken`. */
export function takeAnswer(
  connections: LocalConnections,
  connectionId: number,
  owner: ConnectionOwner,
): string | undefined {
  try {
    return connections.takeAnswer(connectionId, owner);
  } catch (error) {
    throw inTermsOfBody(error);
  }
}

/** A session calls an offer's SDP `sdp`; bodies whose answers are polled for have it as `sdp_offer`. */
function inTermsOfBody(error: unknown): unknown {
  if (!(error instanceof ReactorError) || error.field !== 'sdp') return error;
  return new ReactorError(error.code, error.message, { field: 'sdp_offer', cause: error.cause });
}

export function toIceCandidate({ candidate, sdp_mid, sdp_mline_index }: CandidateEntry): IceCandidate {
  return {
    candidate,
    ...(sdp_mid === undefined ? {} : { sdpMid: sdp_mid }),
    ...(sdp_mline_index === undefined ? {} : { sdpMLineIndex: sdp_mline_index }),
  };
}
