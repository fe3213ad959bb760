import type { SignalingServerMessage } from '@nestjs-reactor/protocol';
import type { CommandOutcome, IceCandidate } from '../../session/index.js';

type Answer<T extends SignalingServerMessage['type']> = Extract<SignalingServerMessage, { type: T }>;

export function toAnswer(outcome: CommandOutcome): Answer<'reply'> | Answer<'error'> {
  if (!outcome.ok) {
    const { ok: _ok, ...error } = outcome;
    return { type: 'error', error };
  }
  const { reply, turn, frame } = outcome;
  return { type: 'reply', turn, frame, ...(reply === undefined ? {} : { message: reply }) };
}

/** Null: there are no more. */
export function toCandidateMessage(candidate: IceCandidate | null): Answer<'candidate'> {
  if (candidate === null) return { type: 'candidate', candidate };
  return {
    type: 'candidate',
    candidate: {
      candidate: candidate.candidate,
      ...(candidate.sdpMid === undefined ? {} : { sdp_mid: candidate.sdpMid }),
      ...(candidate.sdpMLineIndex === undefined ? {} : { sdp_mline_index: candidate.sdpMLineIndex }),
    },
  };
}
