import { setTimeout as delay } from 'node:timers/promises';
import type { PeerStats } from '../ports/index.js';
import type { Participant } from './participant.js';

/** How long one connection may take to report its counters: half of the time between two samples. */
const STATS_LIMIT_MS = 1_000;

/** Each client's media counters, by connection id; none where its connection does not report them in time. */
export async function statisticsOf(participants: readonly Participant[]): Promise<Map<number, PeerStats>> {
  const all = participants.map(async ({ id, media }) => {
    if (media === undefined) return [id, {}] as const;
    const reported = media.stats().catch((): PeerStats => ({}));
    return [id, await Promise.race([reported, delay<PeerStats>(STATS_LIMIT_MS, {}, { ref: false })])] as const;
  });
  return new Map(await Promise.all(all));
}
