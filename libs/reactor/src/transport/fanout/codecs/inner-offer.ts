import { NEWLINE, splitSdp } from '../../webrtc/sdp.js';

/** Feedback and header extensions by which the sender would estimate a link that is inside this process. */
const CONGESTION = /^a=(?:rtcp-fb:\d+ transport-cc|extmap:\S+ \S*(?:transport-wide-cc|abs-send-time)\b.*)\r$/;

/**
 * An offer of libwebrtc to our own engine: one codec, and nothing that its congestion control would work with. It goes
 * by the bitrate that is reported to it (REMB), so that a frame leaves at once.
 *
 * @param codecs that are kept, in their order; absent: all
 */
export function innerOffer(offer: string, codecs?: readonly string[]): string {
  const { session, sections } = splitSdp(offer);
  return session + sections.map(({ text }) => withoutCongestion(withCodecs(text, codecs))).join('');
}

/** The answer with the bitrate that an encoder starts with. */
export function withStartKbps(answer: string, kbps: number): string {
  return answer.replaceAll(
    /^(a=rtpmap:(\d+) (?:VP8|VP9|AV1)\/90000\r\n)(a=fmtp:\2 (.*)\r\n)?/gm,
    (_, codec: string, type: string, __, parameters?: string) =>
      `${codec}a=fmtp:${type} ${parameters === undefined ? '' : `${parameters};`}x-google-start-bitrate=${kbps}${NEWLINE}`,
  );
}

/** The answer that asks an encoder of sound for two channels, where its source has them (RFC 7587, 6.1). */
export function withStereo(answer: string): string {
  return answer.replaceAll(
    /^(a=rtpmap:(\d+) opus\/48000\/2\r\n)(a=fmtp:\2 (.*)\r\n)?/gim,
    (_, codec: string, type: string, __, parameters?: string) =>
      `${codec}a=fmtp:${type} ${parameters === undefined ? '' : `${parameters};`}stereo=1${NEWLINE}`,
  );
}

/** The answer with candidates of this machine's loopback alone: both ends are in this process. */
export function withLoopbackAlone(answer: string): string {
  return answer
    .split(NEWLINE)
    .filter((line) => !line.startsWith('a=candidate:') || / 127\.0\.0\.1 /.test(line))
    .join(NEWLINE);
}

function withoutCongestion(section: string): string {
  return section
    .split('\n')
    .filter((line) => !CONGESTION.test(line))
    .join('\n');
}

function withCodecs(section: string, codecs?: readonly string[]): string {
  if (codecs === undefined) return section;
  const named = [...section.matchAll(/^a=rtpmap:(\d+) ([^/\r]+)\//gm)].map(([, type, name]) => ({
    type: type!,
    name: name!,
  }));
  // The library offers each profile of VP9; the first is the one of 8 bits.
  const kept = codecs.flatMap(
    (codec) => named.find(({ name }) => name.toLowerCase() === codec.toLowerCase())?.type ?? [],
  );
  return section
    .split(NEWLINE)
    .filter((line) => {
      const type = /^a=(?:rtpmap|fmtp|rtcp-fb):(\d+)/.exec(line)?.[1];
      return type === undefined || kept.includes(type);
    })
    .map((line) => (line.startsWith('m=') ? [...line.split(' ').slice(0, 3), ...kept].join(' ') : line))
    .join(NEWLINE);
}
