/** One m-section of an SDP, as text. */
export interface SdpSection {
  /** `video`, `audio`, `application`. */
  readonly kind: string;
  readonly mid: string | undefined;
  readonly direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
  /** Its client has stopped it permanently, or rejected it. */
  readonly rejected: boolean;
  readonly text: string;
}

export const NEWLINE = '\r\n';

/** The session part and the m-sections of an SDP, every line ended by CRLF. */
export function splitSdp(sdp: string): { readonly session: string; readonly sections: readonly SdpSection[] } {
  const lines = sdp.split(/\r?\n/).filter((line) => line !== '');
  const parts: string[][] = [[]];
  for (const line of lines) {
    if (line.startsWith('m=')) parts.push([]);
    parts.at(-1)!.push(line);
  }
  const [session = [], ...sections] = parts;
  return { session: join(session), sections: sections.map(toSection) };
}

function join(lines: readonly string[]): string {
  return lines.map((line) => line + NEWLINE).join('');
}

function toSection(lines: readonly string[]): SdpSection {
  const direction = lines.find((line) => /^a=(sendrecv|sendonly|recvonly|inactive)$/.test(line))?.slice(2);
  const [, port] = /^m=\S+ (\d+)/.exec(lines[0] ?? '') ?? [];
  return {
    kind: /^m=(\S+)/.exec(lines[0] ?? '')?.[1] ?? '',
    mid: lines.find((line) => line.startsWith('a=mid:'))?.slice('a=mid:'.length),
    direction: (direction as SdpSection['direction'] | undefined) ?? 'sendrecv',
    // A section that is to share another's transport has no port in its first offer.
    rejected: port === '0' && !lines.includes('a=bundle-only'),
    text: join(lines),
  };
}

/** Does this look like an offer that anybody could answer? */
export function looksLikeSdp(sdp: string): boolean {
  return sdp.startsWith('v=0') && /^m=/m.test(sdp) && /^a=ice-ufrag:/m.test(sdp) && /^a=fingerprint:/m.test(sdp);
}

/** Is there a section for data channels? */
export function offersData(sdp: string): boolean {
  return splitSdp(sdp).sections.some(({ kind, rejected }) => kind === 'application' && !rejected);
}

/**
 * Name and password of the client's ICE, those of its first section: sections that share a transport share them too.
 * Others than in the offer before mean an ICE restart (RFC 8839, 4.4.1.1.1).
 */
export function iceCredentialsOf(sdp: string): string {
  return ['ice-ufrag', 'ice-pwd'].map((name) => new RegExp(`^a=${name}:(.*?)\\r?$`, 'm').exec(sdp)?.[1]).join(' ');
}

/** Do all ICE names and passwords have a length that RFC 8839 (5.4) allows? libwebrtc takes no further offer after one that has not. */
export function hasSoundIce(sdp: string): boolean {
  const lengths = (name: string): number[] =>
    [...sdp.matchAll(new RegExp(`^a=${name}:(.*?)\\r?$`, 'gm'))].map(([, value]) => value!.length);
  return (
    lengths('ice-ufrag').every((length) => length >= 4 && length <= 256) &&
    lengths('ice-pwd').every((length) => length >= 22 && length <= 256)
  );
}

/**
 * Removes RTX payload types that a later m-section reuses for another codec: sections share one transport, so the same
 * number cannot mean two things, and libwebrtc refuses the whole offer. The first section keeps its own.
 */
export function withoutClashingRtx(offer: string): string {
  const { session, sections } = splitSdp(offer);
  const taken = new Map<string, string>();
  const cleaned = sections.map(({ text }) => {
    const repaired = new Map([...text.matchAll(/^a=fmtp:(\d+) .*apt=(\d+)/gm)].map(([, rtx, apt]) => [rtx, apt]));
    const drop = new Set<string>();
    for (const [, payloadType] of text.matchAll(/^a=rtpmap:(\d+) rtx\/\d+\r$/gm)) {
      if (payloadType === undefined) continue;
      const apt = repaired.get(payloadType) ?? '';
      const before = taken.get(payloadType);
      if (before === undefined) taken.set(payloadType, apt);
      else if (before !== apt) drop.add(payloadType);
    }
    return drop.size === 0 ? text : withoutPayloadTypes(text, drop);
  });
  return session + cleaned.join('');
}

function withoutPayloadTypes(section: string, drop: ReadonlySet<string>): string {
  return section
    .split(NEWLINE)
    .filter((line) => !drop.has(/^a=(?:rtpmap|fmtp|rtcp-fb):(\d+)/.exec(line)?.[1] ?? ''))
    .map((line) =>
      line.startsWith('m=')
        ? line
            .split(' ')
            .filter((word, i) => i < 3 || !drop.has(word))
            .join(' ')
        : line,
    )
    .join(NEWLINE);
}

/**
 * Adds format parameters to the video codecs of some sections. A sender reads bitrates there, in the other side's
 * description: `x-google-start-bitrate` and others, in kilobits a second. Those for our own senders belong into the offer as
 * the library is handed it, those for the client's into the answer as the client is sent it.
 *
 * @param mids of the sections
 * @param parameters as they are written, joined by semicolons
 */
export function withVideoParameters(sdp: string, mids: ReadonlySet<string>, parameters: string): string {
  if (parameters === '') return sdp;
  const { session, sections } = splitSdp(sdp);
  const rewritten = sections.map(({ kind, mid, rejected, text }) => {
    if (kind !== 'video' || mid === undefined || rejected || !mids.has(mid)) return text;
    const codecs = [...text.matchAll(/^a=rtpmap:(\d+) (?:VP8|VP9|AV1|AV1X|H264)\/90000\r$/gm)].map(
      (match) => match[1]!,
    );
    return codecs.reduce((section, payloadType) => withFormatParameter(section, payloadType, parameters), text);
  });
  return session + rewritten.join('');
}

function withFormatParameter(section: string, payloadType: string, parameter: string): string {
  const existing = new RegExp(`^(a=fmtp:${payloadType} .*)\\r$`, 'm');
  if (existing.test(section)) return section.replace(existing, `$1;${parameter}\r`);
  return section.replace(
    new RegExp(`^(a=rtpmap:${payloadType} .*)\\r$`, 'm'),
    `$1\r\na=fmtp:${payloadType} ${parameter}\r`,
  );
}

/**
 * The SDP without those of its candidates that are not to be kept.
 *
 * @param keep is asked for each in its order: the attribute from `candidate:` on, and its section's mid or `#` and index
 */
export function withCandidates(sdp: string, keep: (candidate: string, section: string) => boolean): string {
  const { session, sections } = splitSdp(sdp);
  const kept = sections.map(({ text, mid }, i) =>
    text
      .split(NEWLINE)
      .filter((line) => !line.startsWith('a=candidate:') || keep(line.slice('a='.length), mid ?? `#${i}`))
      .join(NEWLINE),
  );
  return session + kept.join('');
}

/**
 * The answer without the header extension for a picture's rotation (3GPP TS 26.114, 7.4.5). What a sink gets is not
 * turned by it; a client that may not send it turns its pictures itself, as browsers do with a phone's camera.
 */
export function withoutOrientation(answer: string): string {
  return answer.replaceAll(/^a=extmap:\S+ urn:3gpp:video-orientation\b.*\r\n/gm, '');
}

/** Says that every candidate is in the answer already, in each m-section that has any. */
export function withEndOfCandidates(answer: string): string {
  const { session, sections } = splitSdp(answer);
  return (
    session +
    sections
      .map(({ text }) =>
        /^a=candidate:/m.test(text) && !/^a=end-of-candidates\r$/m.test(text)
          ? `${text}a=end-of-candidates${NEWLINE}`
          : text,
      )
      .join('')
  );
}

/** The first synchronisation source of one m-section, which libwebrtc's parameters leave out. */
export function ssrcOf(sdp: string, mid: string): number | undefined {
  const section = splitSdp(sdp).sections.find((candidate) => candidate.mid === mid);
  const ssrc = /^a=ssrc:(\d+) cname/m.exec(section?.text ?? '')?.[1];
  return ssrc === undefined ? undefined : Number(ssrc);
}
