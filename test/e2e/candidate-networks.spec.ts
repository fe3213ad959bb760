import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fromNewPeer, OFFER_2_12 } from '../contract/support/offers.js';
import { SignalingSocket } from '../contract/support/signaling-socket.js';
import { AppProcess } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { until } from '../support/until.js';

/** Linux has the whole of 127.0.0.0/8 on its loopback interface. */
const VICTIM = '127.0.0.2';
const PUBLIC = '203.0.113.7';
const JSON_BODY = { 'content-type': 'application/json' };
const onLinux = process.platform === 'linux' ? describe : describe.skip;

/** A service of the server's machine that no client is to reach through it: what arrives at it is counted. */
class Victim {
  private readonly udp: Socket = createSocket('udp4');
  private readonly tcp: Server = createServer((socket) => {
    this.connects++;
    socket.destroy();
  });
  packets = 0;
  connects = 0;

  async open(): Promise<this> {
    this.udp.on('message', () => this.packets++).bind(0, VICTIM);
    this.tcp.listen(0, VICTIM);
    await Promise.all([once(this.udp, 'listening'), once(this.tcp, 'listening')]);
    return this;
  }

  get candidates(): { readonly udp: string; readonly tcp: string } {
    const port = (this.tcp.address() as AddressInfo).port;
    return {
      udp: `candidate:1 1 udp 2113937151 ${VICTIM} ${this.udp.address().port} typ host generation 0`,
      tcp: `candidate:2 1 tcp 1518280447 ${VICTIM} ${port} typ host tcptype passive generation 0`,
    };
  }

  close(): void {
    this.udp.close();
    this.tcp.close();
  }
}

let app: AppProcess;
let victim: Victim;
let connections = 1001;

async function started(env: Record<string, string> = {}): Promise<void> {
  // The other engine sends to no candidate that it is told.
  const wrtc = { MEDIA_ENGINE: 'wrtc', REACTOR_TRUST_PROXY: 'loopback' };
  app = await AppProcess.start({ models: ['hello'], env: { ...wrtc, ...env } });
}

beforeEach(async () => {
  expect((await fetch(`${app.url}/start_session`, { method: 'POST', body: '{}', headers: JSON_BODY })).ok).toBe(true);
  victim = await new Victim().open();
});

afterEach(async () => {
  victim.close();
  await fetch(`${app.url}/stop_session`, { method: 'POST' });
  await app.becomes('ready');
});

/** Offers as a client at `address` does, naming one candidate in the offer and one after it. */
async function offerFrom(address: string | undefined, inOffer: string, trickled: string): Promise<void> {
  const call = async (method: string, path: string, body: object): Promise<Record<string, string>> => {
    const response = await fetch(app.url + path, {
      method,
      headers: {
        ...JSON_BODY,
        ...(address === undefined ? {} : { 'x-forwarded-for': address }),
      },
      body: JSON.stringify(body),
    });
    expect(response.ok).toBe(true);
    const text = await response.text();
    return (text === '' ? {} : JSON.parse(text)) as Record<string, string>;
  };
  const { session_id: id } = await app.session();
  const track_mapping = OFFER_2_12.track_mapping.filter(({ name }) => name === 'main_video');
  const offer = fromNewPeer({ ...OFFER_2_12, track_mapping });
  const sdp_offer = offer.sdp_offer.replace(/^a=mid:0\r\n/m, (line) => `${line}a=${inOffer}\r\n`);
  const connection = `/sessions/${id}/transport/webrtc/connections/${++connections}`;
  await call('POST', `${connection}/sdp_params`, { ...offer, sdp_offer });
  await call('POST', `${connection}/ice_candidates`, { candidates: [{ candidate: trickled, sdp_mid: '0' }] });
}

/** The same over the signalling socket. */
async function offerOverSocket(address: string | undefined, trickled: string): Promise<SignalingSocket> {
  const socket = await SignalingSocket.open(app.url, address === undefined ? {} : { 'x-forwarded-for': address });
  await socket.ask({ type: 'join' });
  const track_mapping = OFFER_2_12.track_mapping.filter(({ name }) => name === 'main_video');
  const answer = await socket.ask({ type: 'offer', sdp: fromNewPeer(OFFER_2_12).sdp_offer, track_mapping });
  expect(answer.type).toBe('answer');
  const reply = await socket.ask({ type: 'candidate', candidate: { candidate: trickled, sdp_mid: '0' } });
  expect(reply.type).toBe('accepted');
  return socket;
}

async function dropped(what: string): Promise<number> {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  const line = text.split('\n').find((l) => l.startsWith('reactor_signaling_dropped_total') && l.includes(`"${what}"`));
  return Number(line?.split(' ').at(-1) ?? Number.NaN);
}

onLinux('a candidate that names the machine of the server', () => {
  beforeAll(async () => {
    await started();
  }, 90_000);
  afterAll(async () => {
    expect(await app?.stop()).toBe(0);
  }, 30_000);

  it('gets no packet and no connect where the client arrives from elsewhere', async () => {
    const trickled = await new Victim().open();
    const ofMachine = await new Victim().open();
    try {
      await offerFrom(PUBLIC, victim.candidates.udp, trickled.candidates.udp);
      await offerFrom(PUBLIC, victim.candidates.tcp, trickled.candidates.tcp);
      // In the time in which a candidate that may be tried is asked again and again.
      await offerFrom(undefined, ofMachine.candidates.udp, ofMachine.candidates.tcp);
      await until('many packets', () => ofMachine.packets > 20);
      expect([victim, trickled, ofMachine].map(({ packets, connects }) => [packets > 0, connects])).toEqual([
        [false, 0],
        [false, 0],
        [true, 0],
      ]);
      expect([await dropped('denied_candidate'), await dropped('tcp_candidate')]).toEqual([2, 3]);
      // Once for each connection and cause.
      expect(app.log.match(/webrtc\.candidateNetworks/g)).toHaveLength(1);
      expect(app.log.match(/webrtc\.tcpCandidates/g)).toHaveLength(2);
    } finally {
      trickled.close();
      ofMachine.close();
    }
  }, 60_000);

  it('gets none where a proxy that is not trusted forwards for the client', async () => {
    const ofMachine = await new Victim().open();
    try {
      await offerFrom(`${PUBLIC}, 192.168.1.9`, victim.candidates.udp, victim.candidates.udp);
      await offerFrom(undefined, ofMachine.candidates.udp, ofMachine.candidates.udp);
      await until('many packets', () => ofMachine.packets > 20);
      expect(victim.packets).toBe(0);
    } finally {
      ofMachine.close();
    }
  }, 60_000);

  it('gets no packet either from a client of the socket that comes from elsewhere', async () => {
    const ofMachine = await new Victim().open();
    const remote = await offerOverSocket(PUBLIC, victim.candidates.udp);
    const local = await offerOverSocket(undefined, ofMachine.candidates.udp);
    try {
      await until('many packets', () => ofMachine.packets > 20);
      expect(victim.packets).toBe(0);
    } finally {
      for (const socket of [remote, local]) socket.close();
      ofMachine.close();
    }
  }, 60_000);

  it('is not needed by a client of that machine, which still receives video', async () => {
    const viewer = new NativeViewer();
    try {
      await viewer.join(app.url, {});
      await viewer.sees(10);
    } finally {
      await viewer.kill();
    }
  }, 60_000);
});

onLinux('a server whose clients may name every network, and TCP', () => {
  beforeAll(async () => {
    await started({ WEBRTC_CANDIDATE_NETWORKS: 'any', WEBRTC_TCP_CANDIDATES: 'on' });
  }, 90_000);
  afterAll(async () => {
    expect(await app?.stop()).toBe(0);
  }, 30_000);

  it('asks it over both', async () => {
    const { udp, tcp } = victim.candidates;
    await offerFrom(PUBLIC, udp, tcp);
    await until('a packet and a connect', () => victim.packets > 0 && victim.connects > 0);
  }, 60_000);
});
