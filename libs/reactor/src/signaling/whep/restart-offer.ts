import type { IceCredentials, SdpFragment } from './sdp-fragment.js';

/** The parts of a fragment that restart ICE. */
export interface IceRestart extends SdpFragment {
  readonly ice: IceCredentials;
}

/**
 * The offer that a client would make for an ICE restart, were it not to send its ICE alone: the last one with the new
 * credentials and candidates in place of the old, and the next version in `o=` (RFC 9725, 4.3.3).
 */
export function restartOffer(offer: string, { ice, candidates }: IceRestart): string {
  const [session = '', ...sections] = withNextVersion(offer).split(/\r?\n(?=m=)/);
  const mids = sections.map((text) => /^a=mid:(\S+)/m.exec(text)?.[1]);
  const renewed = sections.map((text, index) => {
    const own = candidates.filter(({ candidate, sdpMid, sdpMLineIndex = 0 }) =>
      candidate === '' ? false : sdpMid === undefined ? sdpMLineIndex === index : sdpMid === mids[index],
    );
    return [...renew(text, ice), ...own.map(({ candidate }) => `a=${candidate}`)];
  });
  return [...renew(session, ice), ...renewed.flat(), ''].join('\r\n');
}

function renew(text: string, { ufrag, pwd }: IceCredentials): string[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line !== '' && !/^a=(candidate:|end-of-candidates)/.test(line))
    .map((line) =>
      line
        .replace(/^a=ice-ufrag:.*$/, () => `a=ice-ufrag:${ufrag}`)
        .replace(/^a=ice-pwd:.*$/, () => `a=ice-pwd:${pwd}`),
    );
}

function withNextVersion(sdp: string): string {
  return sdp.replace(
    /^(o=\S+ \S+ )(\d{1,20}) /m,
    (_line, before: string, version: string) => `${before}${BigInt(version) + 1n} `,
  );
}
