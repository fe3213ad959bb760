type Report = Readonly<Record<string, unknown>>;

/** What the engine knows of one peer's link. */
export interface LinkReading {
  /** What the link carries, as libwebrtc estimates it, in kilobits a second; undefined before it does. */
  readonly estimateKbps: number | undefined;
  /** Sent so far on each section, by its mid. */
  readonly bytesSent: ReadonlyMap<string, number>;
}

/** Reads it from a report of the library's. */
export function readLink(stats: ReadonlyMap<string, Report>): LinkReading {
  const reports = [...stats.values()];
  const transport = reports.find(({ type }) => type === 'transport');
  const pair = reports.find(
    ({ type, id }) => type === 'candidate-pair' && id === transport?.['selectedCandidatePairId'],
  );
  const bps = pair?.['availableOutgoingBitrate'];
  const bytesSent = new Map<string, number>();
  for (const { type, mid, bytesSent: bytes } of reports) {
    if (type === 'outbound-rtp' && typeof mid === 'string' && typeof bytes === 'number') bytesSent.set(mid, bytes);
  }
  return { estimateKbps: typeof bps === 'number' ? bps / 1_000 : undefined, bytesSent };
}
