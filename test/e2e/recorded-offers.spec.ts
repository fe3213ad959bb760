import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { OFFER_2_12, OFFER_2_2, OFFER_2_9 } from '../contract/support/offers.js';
import { AppProcess, MEDIA_ENGINE } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';

/** One section of an answer, as far as clients depend on it. */
interface Section {
  readonly kind: string;
  readonly mid: string;
  readonly direction: string | undefined;
  readonly candidates: number;
}

let app: AppProcess;

beforeAll(async () => {
  app = await AppProcess.start({ models: ['echo', 'hello'] });
}, 90_000);
afterAll(async () => {
  expect(await app?.stop()).toBe(0);
}, 30_000);
afterEach(async () => {
  await fetch(`${app.url}/stop_session`, { method: 'POST' });
  await app.becomes('ready');
});

interface Reply {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

async function request(method: string, path: string, body?: object): Promise<Reply> {
  const response = await fetch(app.url + path, {
    method,
    headers: { 'content-type': 'application/json', origin: 'http://localhost:5173' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, json: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
}

async function start(): Promise<string> {
  const { json } = await request('POST', '/start_session', {});
  return `/sessions/${json['session_id'] as string}/transport/webrtc`;
}

/** Offers on a path that is polled, and polls it as clients do. */
async function answerTo(path: string, offer: object, method = 'POST'): Promise<string> {
  expect((await request(method, path, offer)).status).toBe(202);
  for (;;) {
    const { status, json } = await request('GET', path);
    if (status === 200) return json['sdp_answer'] as string;
    expect(status).toBe(202);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function sectionsOf(sdp: string): Section[] {
  return sdp
    .split(/^(?=m=)/m)
    .slice(1)
    .map((text) => ({
      kind: /^m=(\w+)/.exec(text)![1]!,
      mid: /^a=mid:(\S+)/m.exec(text)![1]!,
      direction: /^a=(sendonly|recvonly|sendrecv|inactive)\r$/m.exec(text)?.[1],
      candidates: [...text.matchAll(/^a=candidate:/gm)].length,
    }));
}

/** What each payload type means, in each section that has it: one BUNDLE has room for one meaning. */
function meaningsOf(sdp: string): Map<string, Set<string>> {
  const meanings = new Map<string, Set<string>>();
  for (const section of sdp.split(/^(?=m=)/m).slice(1)) {
    for (const [, type, codec] of section.matchAll(/^a=rtpmap:(\d+) (\S+)\r$/gm)) {
      const repairs = new RegExp(`^a=fmtp:${type} (apt=\\d+)`, 'm').exec(section)?.[1] ?? '';
      meanings.set(type!, (meanings.get(type!) ?? new Set()).add(`${codec} ${repairs}`));
    }
  }
  return meanings;
}

const ONE_NAME = { ...OFFER_2_12, track_mapping: [OFFER_2_12.track_mapping[0]] };

describe('the offer of an unmodified client, as it was recorded,', () => {
  it.each<[string, (transport: string) => Promise<string>, string[]]>([
    [
      '2.12.3, whose RTX payload types clash',
      (transport) => answerTo(`${transport}/connections/1002/sdp_params`, OFFER_2_12),
      ['video 0 sendonly', 'audio 1 sendonly', 'video 2 recvonly', 'application 3'],
    ],
    [
      '2.12.3 that comes back, by PUT on a new number',
      (transport) => answerTo(`${transport}/connections/1003/sdp_params`, OFFER_2_12, 'PUT'),
      ['video 0 sendonly', 'audio 1 sendonly', 'video 2 recvonly', 'application 3'],
    ],
    [
      '2.9.0',
      (transport) => answerTo(`${transport}/sdp_params`, OFFER_2_9),
      ['video 0 sendonly', 'audio 1 sendonly', 'video 2 recvonly', 'application 3'],
    ],
    [
      '2.9.0 by PUT, which was never answered before',
      (transport) => answerTo(`${transport}/sdp_params`, OFFER_2_9, 'PUT'),
      ['video 0 sendonly', 'audio 1 sendonly', 'video 2 recvonly', 'application 3'],
    ],
    [
      '2.2.1',
      async () => (await request('POST', '/sdp_params', OFFER_2_2)).json['sdp'] as string,
      ['video 0 sendrecv', 'application 1'],
    ],
  ])('is answered section by section: %s', async (_what, answer, expected) => {
    const sdp = await answer(await start());
    const sections = sectionsOf(sdp);
    expect(sections.map(({ kind, mid, direction }) => [kind, mid, direction].filter(Boolean).join(' '))).toEqual(
      expected,
    );
    expect(sdp).toContain(`a=group:BUNDLE ${sections.map(({ mid }) => mid).join(' ')}\r\n`);
    // No client takes candidates any other way.
    expect(sections[0]!.candidates).toBeGreaterThan(0);
    expect(sdp).toContain('a=end-of-candidates\r\n');
    expect(sdp).toContain('a=sctp-port:5000\r\na=max-message-size:262144\r\n');
    expect(sdp).not.toContain('x-reactor-frame-metadata');
    // Either binds the client's own sender: the one to a bitrate, the other to leave its camera unturned.
    expect(sdp).not.toContain('video-orientation');
    // Only where the client sends may its sender be told anything.
    for (const section of sdp.split(/^(?=m=)/m)) {
      if (!/^a=(recvonly|sendrecv)\r$/m.test(section)) expect(section).not.toContain('x-google');
    }
    for (const [type, meanings] of meaningsOf(sdp)) expect([type, meanings.size]).toEqual([type, 1]);
  });
});

/** The audio section alone, in a codec of telephones. */
const TELEPHONE = `${OFFER_2_9.sdp_offer.slice(0, OFFER_2_9.sdp_offer.indexOf('m=video')).replace(/^a=group:.*\r\n/m, 'a=group:BUNDLE 1\r\n')}${OFFER_2_9.sdp_offer
  .slice(
    OFFER_2_9.sdp_offer.indexOf('m=audio'),
    OFFER_2_9.sdp_offer.indexOf('m=video', OFFER_2_9.sdp_offer.indexOf('m=audio')),
  )
  .replace(/^(m=audio \d+ \S+) .*$/m, '$1 0')
  .replaceAll(/^a=(rtpmap|fmtp|rtcp-fb):(?!0 ).*\r\n/gm, '')}`;

describe('an offer that is foreign to the engine', () => {
  const sdp = OFFER_2_9.sdp_offer;
  it.each<[string, string]>([
    ['without keys', sdp.replaceAll(/^a=fingerprint:.*\r\n/gm, '')],
    ['without a name for its transport', sdp.replaceAll(/^a=ice-(ufrag|pwd):.*\r\n/gm, '')],
    ['with a fingerprint that is none', sdp.replaceAll(/^a=fingerprint:.*\r\n/gm, 'a=fingerprint:sha-256 no\r\n')],
    [
      'that is an RTP session of old',
      sdp.replaceAll('UDP/TLS/RTP/SAVPF', 'RTP/AVP').replaceAll(/^a=(fingerprint|setup|ice-).*\r\n/gm, ''),
    ],
    ['cut off in the middle of a line', sdp.slice(0, sdp.indexOf('a=rtpmap:96') + 6)],
    ['of another protocol', 'INVITE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP pc33.example.com\r\n\r\n'],
  ])('is refused %s, and the next one is answered', async (_what, offer) => {
    const transport = await start();
    const { status, json } = await request('POST', `${transport}/sdp_params`, { ...OFFER_2_9, sdp_offer: offer });
    expect([status, json]).toEqual([422, { detail: expect.any(String), code: 'bad_sdp', field: expect.any(String) }]);
    expect(sectionsOf(await answerTo(`${transport}/sdp_params`, OFFER_2_9))).toHaveLength(4);
  });

  it.each<[string, object, string[]]>([
    [
      'codecs that nobody knows beside those that all do',
      { ...OFFER_2_9, sdp_offer: sdp.replaceAll('AV1/90000', 'V9000/90000').replaceAll('H264/90000', 'H999/90000') },
      ['0 sendonly', '1 sendonly', '2 recvonly', '3'],
    ],
    [
      'lines that nobody knows',
      { ...OFFER_2_9, sdp_offer: sdp.replaceAll(/^a=rtcp-rsize\r\n/gm, 'a=rtcp-rsize\r\na=x-vendor:{"a":1}\r\n') },
      ['0 sendonly', '1 sendonly', '2 recvonly', '3'],
    ],
    [
      'no data channel',
      { ...OFFER_2_9, sdp_offer: sdp.slice(0, sdp.indexOf('m=application')).replace('BUNDLE 0 1 2 3', 'BUNDLE 0 1 2') },
      ['0 sendonly', '1 sendonly', '2 recvonly'],
    ],
    ['sections that it has no use for', ONE_NAME, ['0 sendonly', '1 inactive', '2 recvonly', '3']],
  ])('is answered with %s', async (_what, offer, expected) => {
    const transport = await start();
    const answer = await answerTo(`${transport}/connections/1002/sdp_params`, offer);
    expect(sectionsOf(answer).map(({ mid, direction }) => [mid, direction].filter(Boolean).join(' '))).toEqual(
      expected,
    );
  });
});

it('an offer in a codec of telephones alone is answered by the engine that encodes it, and refused by the other', async () => {
  const transport = await start();
  const offer = { ...OFFER_2_9, sdp_offer: TELEPHONE, track_mapping: [OFFER_2_9.track_mapping[1]] };
  const path = `${transport}/connections/1002/sdp_params`;
  if (MEDIA_ENGINE === 'wrtc') {
    expect(sectionsOf(await answerTo(path, offer)).map(({ direction }) => direction)).toEqual(['sendonly']);
    return;
  }
  const { status, json } = await request('POST', path, offer);
  expect([status, json]).toEqual([
    422,
    { detail: expect.stringContaining("mid '1' offers no audio codec"), code: 'bad_sdp', field: 'sdp_offer' },
  ]);
});

describe('candidates that are of no use', () => {
  const host = 'candidate:1 1 udp 2122194687 192.0.2.2 39492 typ host generation 0';
  const ODD = [
    host.replace('192.0.2.2', '4a4a2a4e-0000-4000-8000-000000000001.local'),
    host.replace('192.0.2.2', 'no-such-host.invalid'),
    host.replace('192.0.2.2', '999.1.1.1'),
    host.replace('39492', '0'),
    `${host} ufrag other network-id 1`,
    host.replace('udp', 'tcp').replace('39492', '9'),
    'candidate:',
    'not a candidate',
    '',
  ];

  it('are taken before the offer and once the client is there, and do it no harm', async () => {
    const viewer = new NativeViewer();
    try {
      const { sessionId, connectionId } = await viewer.join(`${app.url}/models/hello`);
      const transport = `/models/hello/sessions/${sessionId}/transport/webrtc`;
      const candidates = ODD.flatMap((candidate) => [
        { candidate, sdp_mid: '0', sdp_mline_index: 0 },
        { candidate, sdp_mid: 'none', sdp_mline_index: 900 },
        { candidate },
      ]);
      for (const id of [connectionId, 5000]) {
        const path = `${transport}/connections/${id}/ice_candidates`;
        expect((await request('POST', path, { candidates, is_final: false })).status).toBe(202);
        expect((await request('POST', path, { candidates: [], is_final: true })).status).toBe(202);
      }
      const offer = { ...OFFER_2_12, track_mapping: [OFFER_2_12.track_mapping[0]] };
      expect(sectionsOf(await answerTo(`${transport}/connections/5000/sdp_params`, offer))).toHaveLength(4);
      await viewer.sees(10);
      expect(app.log).not.toMatch(/ERROR/);
    } finally {
      await viewer.kill();
    }
  }, 60_000);
});
