import type { SectionPlan } from './offer-plan.js';
import { splitSdp } from './sdp.js';

/** Whether a client says that it plays both channels of a sound that it is sent (`stereo=1` of Opus; RFC 7587, 6.1). */
export function playsStereo(offer: string, plans: readonly SectionPlan[]): boolean {
  const heard = new Set(plans.filter(({ send }) => send?.kind === 'audio').map(({ mid }) => mid));
  return splitSdp(offer).sections.some(({ kind, mid, text }) => {
    if (kind !== 'audio' || mid === undefined || !heard.has(mid)) return false;
    const opus = /^a=rtpmap:(\d+) opus\/48000\/2\r$/im.exec(text)?.[1];
    return opus !== undefined && new RegExp(`^a=fmtp:${opus} (?:.*;)?\\s*stereo=1\\s*(?:;.*)?\r$`, 'm').test(text);
  });
}
