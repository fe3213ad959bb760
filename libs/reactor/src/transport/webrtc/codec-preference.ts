import { NEWLINE, splitSdp } from './sdp.js';

/** Payload types of a video section in the order of its m-line, each with the name and the VP9 profile of its codec. */
function videoFormats(section: string): { readonly type: string; readonly name: string; readonly profile: string }[] {
  const types = (/^m=video \S+ \S+ (.*)\r$/m.exec(section)?.[1] ?? '').split(' ');
  const names = new Map([...section.matchAll(/^a=rtpmap:(\d+) ([^/\r]+)\//gm)].map(([, type, name]) => [type!, name!]));
  const profiles = new Map(
    [...section.matchAll(/^a=fmtp:(\d+) (?:.*;\s*)?profile-id=(\d+)/gm)].map(([, type, profile]) => [type!, profile!]),
  );
  return types.map((type) => ({
    type,
    name: (names.get(type) ?? '').toUpperCase(),
    profile: profiles.get(type) ?? '0',
  }));
}

/**
 * Puts the payload types of the preferred codecs first in each video section, in order; the others follow as they were.
 * libwebrtc sends the first codec of an offer that it can encode, so the offer must be in our order before the library
 * is given it; its answer keeps that order, which selects the client's codec.
 */
export function withPreferredCodecs(offer: string, codecs: readonly string[]): string {
  const wanted = codecs.map((codec) => codec.toUpperCase());
  const { session, sections } = splitSdp(offer);
  const rewritten = sections.map(({ kind, text }) => {
    if (kind !== 'video') return text;
    // Of VP9 the profile of 8 bits, which is what pictures have here, before the others.
    const rank = new Map(
      videoFormats(text).map(({ type, name, profile }) => {
        const at = wanted.indexOf(name);
        return [type, at < 0 ? wanted.length : at + (profile === '0' ? 0 : 0.5)] as const;
      }),
    );
    const [line = '', ...rest] = text.split(NEWLINE);
    const words = line.split(' ');
    const types = words.slice(3).sort((a, b) => (rank.get(a) ?? wanted.length) - (rank.get(b) ?? wanted.length));
    return [[...words.slice(0, 3), ...types].join(' '), ...rest].join(NEWLINE);
  });
  return session + rewritten.join('');
}
