const CREDENTIALS = [
  'a=ice-ufrag:EsAw',
  'a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1',
  'a=ice-options:trickle',
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
  'a=setup:actpass',
];

const CODECS = { video: '96 VP8/90000', audio: '111 opus/48000/2' };

let peers = 0;

/** An offer of a peer connection without data channels: a section for each, numbered in their order. */
export function offerOf(...sections: readonly `${'video' | 'audio'} ${string}`[]): string {
  const media = sections.flatMap((section, mid) => {
    const [kind, direction] = section.split(' ') as ['video' | 'audio', string];
    const [payloadType] = CODECS[kind].split(' ');
    return [
      `m=${kind} 9 UDP/TLS/RTP/SAVPF ${payloadType}`,
      'c=IN IP4 0.0.0.0',
      ...CREDENTIALS,
      `a=mid:${mid}`,
      `a=${direction}`,
      'a=rtcp-mux',
      `a=rtpmap:${CODECS[kind]}`,
    ];
  });
  const mids = sections.map((_, mid) => mid).join(' ');
  const session = ['v=0', `o=- ${++peers} 2 IN IP4 127.0.0.1`, 's=-', 't=0 0', `a=group:BUNDLE ${mids}`];
  return [...session, ...media, ''].join('\r\n');
}

/** What a server answers to it: its ICE, and one candidate. */
export function answerWith(ufrag: string): string {
  return [
    'v=0',
    'o=- 9 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0 1',
    'a=ice-options:trickle',
    'm=video 9 UDP/TLS/RTP/SAVPF 96',
    'c=IN IP4 0.0.0.0',
    `a=ice-ufrag:${ufrag}`,
    'a=ice-pwd:0b66f472495ef0ccac7bda65',
    'a=mid:0',
    'a=sendonly',
    'a=candidate:1 1 udp 2130706431 198.51.100.1 39132 typ host',
    'm=audio 9 UDP/TLS/RTP/SAVPF 111',
    'a=mid:1',
    '',
  ].join('\r\n');
}
