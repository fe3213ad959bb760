import type { SectionPlan } from '../webrtc/offer-plan.js';
import { NEWLINE, splitSdp } from '../webrtc/sdp.js';

/**
 * The engine's answer as the client gets it: each section in the direction that it is planned for, and our candidates.
 *
 * @param candidates attributes, without `a=`
 */
export function answerForClient(answer: string, plans: readonly SectionPlan[], candidates: readonly string[]): string {
  const { session, sections } = splitSdp(answer);
  const rewritten = sections.map(({ kind, mid, rejected, text }) => {
    const bare = text.replaceAll(/^a=(?:candidate:.*|end-of-candidates)\r\n/gm, '');
    if (rejected) return bare;
    const plan = plans.find((candidate) => candidate.mid === mid);
    const directed =
      kind === 'application'
        ? bare
        : bare.replace(
            /^a=(sendrecv|sendonly|recvonly|inactive)\r$/m,
            (_, direction: string) => `a=${directionOf(direction, plan)}\r`,
          );
    return directed + candidates.map((candidate) => `a=${candidate}${NEWLINE}`).join('');
  });
  return session + rewritten.join('');
}

/** What the engine receives it may go on receiving; it sends what is planned alone. */
function directionOf(direction: string, plan: SectionPlan | undefined): string {
  const receives = direction === 'sendrecv' || direction === 'recvonly';
  if (plan?.send === undefined) return receives ? 'recvonly' : 'inactive';
  return receives && plan.receive !== undefined ? 'sendrecv' : 'sendonly';
}
