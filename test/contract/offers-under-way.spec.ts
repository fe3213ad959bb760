import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { readMetrics, valueOf } from './support/metrics-text.js';
import { fromNewPeer, OFFER_2_12, OFFER_2_2 } from './support/offers.js';
import { type Reply, ReactorUnderTest, type ReactorUnderTestOptions } from './support/reactor-under-test.js';

/** The answer to one offer, given when the test likes. */
interface Pending {
  answer(sdp: string): void;
  fail(): void;
}

const OVERTAKEN = {
  detail: 'connection 1002 made a newer offer or left; this offer is not answered',
  code: 'negotiation_failed',
};
const SAY = '{"scope":"application","data":{"type":"say","data":{"words":"still here"}}}';

let server: ReactorUnderTest;
let transport: string;

async function start(options: ReactorUnderTestOptions = {}): Promise<void> {
  server = await ReactorUnderTest.start(options);
  transport = await server.startSession();
}

const pathOf = (id: number): string => `${transport}/connections/${id}/sdp_params`;
const offer = (id = 1002): Promise<Reply> => server.post(pathOf(id), fromNewPeer(OFFER_2_12));

/** From here on every offer waits for the test. */
function hold(): Pending[] {
  const held: Pending[] = [];
  server.engine.answer = () =>
    new Promise((resolve, reject) =>
      held.push({ answer: resolve, fail: () => reject(new Error('the engine could not')) }),
    );
  return held;
}

/** The connection is up, and has said what `SAY` says. */
async function connected(): Promise<typeof server.engine.peer> {
  await offer();
  const { peer } = server.engine;
  peer.connect();
  return peer;
}

const replies = (frames: readonly (string | Uint8Array)[]): number =>
  frames.filter((frame) => String(frame).includes('still here')).length;

const tell = (words: string): void =>
  server.sessions.runtime().current!.sendMessage({ type: 'told', data: { words } }, undefined);

afterEach(() => server.close());

describe('an offer that is not answered yet', () => {
  it('gives way to a newer one at once, and is refused', async () => {
    await start();
    const held = hold();
    const first = offer();
    await until('the first offer', () => held[0]);
    const [old] = server.engine.peers;
    const second = offer();
    await until('the second offer', () => held[1]);
    expect(old!.closed).toBe(true);
    expect(await first).toMatchObject({ status: 422, json: OVERTAKEN });
    held[1]!.answer('v=0 second');
    expect((await second).status).toBe(202);
    expect((await server.get(pathOf(1002))).json).toMatchObject({ sdp_answer: 'v=0 second' });
    server.engine.peer.connect();
    expect(server.sessions.runtime().viewers).toBe(1);
  });

  it('leaves the connection that is up to be heard and spoken to', async () => {
    await start();
    const peer = await connected();
    const held = hold();
    const again = offer();
    await until('the offer', () => held[0]);
    peer.data.says(SAY);
    await until('the reply', () => replies(peer.data.sent) === 1);
    tell('meanwhile');
    expect(String(peer.data.sent.at(-1))).toContain('meanwhile');
    held[0]!.fail();
    expect((await again).status).toBe(422);
    expect(peer.closed).toBe(false);
    peer.data.says(SAY);
    await until('another reply', () => replies(peer.data.sent) === 2);
  });

  it('gives way while another is up, which goes on when the newer one fails', async () => {
    await start();
    const peer = await connected();
    const held = hold();
    const [second, third] = [offer(), offer()];
    await until('both offers', () => held[1]);
    held[0]!.answer('v=0 too late');
    held[1]!.fail();
    expect([(await second).status, (await third).status]).toEqual([422, 422]);
    expect(server.engine.peers.map(({ closed }) => closed)).toEqual([false, true, true]);
    peer.data.says(SAY);
    await until('the reply', () => replies(peer.data.sent) === 1);
  });

  it('ends the client when it fails and the connection before it is gone meanwhile', async () => {
    await start();
    const peer = await connected();
    const held = hold();
    const again = offer();
    await until('the offer', () => held[0]);
    peer.lose();
    expect(server.sessions.runtime().viewers).toBe(1);
    held[0]!.fail();
    expect((await again).status).toBe(422);
    await until('its end', () => server.sessions.runtime().viewers === 0);
  });

  it('is given up after its time, and the connection that is up goes on', async () => {
    await start({ session: { negotiationTimeoutMs: 100 } });
    const peer = await connected();
    hold();
    expect(await offer()).toMatchObject({
      status: 422,
      json: {
        detail: 'no connection within 100 ms of its offer; create a new peer connection and offer again',
        code: 'negotiation_failed',
      },
    });
    expect([server.engine.peer.closed, peer.closed]).toEqual([true, false]);
    expect(server.sessions.runtime().viewers).toBe(1);
  });

  it('is refused when the session ends, in the reply that it waits for', async () => {
    await start();
    const held = hold();
    const waiting = server.post('/sdp_params', OFFER_2_2);
    await until('the offer', () => held[0]);
    await server.post('/stop_session');
    expect(await waiting).toMatchObject({ status: 422, json: { code: 'negotiation_failed' } });
  });
});

describe('what is said between two peers of a client', () => {
  it('waits for the channels of the newest, in order and once', async () => {
    await start();
    await connected();
    await offer();
    tell('one');
    tell('two');
    const between = server.engine.peer;
    await offer();
    const { peer } = server.engine;
    tell('three');
    peer.connect();
    expect(peer.data.sent.map((frame) => /one|two|three/.exec(String(frame))?.[0])).toEqual(['one', 'two', 'three']);
    expect(between.data.sent).toEqual([]);
  });
});

describe('offers of a session', () => {
  it('are paced for each connection, and one beyond changes nothing', async () => {
    await start({ session: { offerBurst: 2 } });
    const peer = await connected();
    server.engine.answer = () => 'v=0 second';
    await offer();
    const { status, headers, json } = await offer();
    expect(status).toBe(429);
    expect(Number(headers.get('retry-after'))).toBe(1);
    expect(json).toEqual({
      detail: expect.stringMatching(/^a connection may make 1 offers a second; .* try again in \d+ ms$/),
      code: 'rate_limited',
    });
    expect([server.engine.peers.length, peer.closed, server.engine.peer.closed]).toEqual([2, true, false]);
    expect((await server.get(pathOf(1002))).json).toMatchObject({ sdp_answer: 'v=0 second' });
    expect((await offer(1003)).status).toBe(202);
    const counted = readMetrics((await server.get('/metrics')).text);
    expect(valueOf(counted, 'reactor_refusals_total', { edge: 'http', code: 'rate_limited' })).toBe(1);
  });

  it('that are being answered are limited, and a connection that offers again takes no second place', async () => {
    await start({ session: { maxNegotiating: 2 } });
    const held = hold();
    const waiting = [offer(1002), offer(1003)];
    await until('both offers', () => held[1]);
    waiting.push(offer(1003));
    await until('the third', () => held[2]);
    expect(await offer(1004)).toMatchObject({
      status: 503,
      json: { detail: '2 offers are already being answered; try again in a second', code: 'connection_limit' },
    });
    for (const one of held) one.answer('v=0');
    const statuses = (await Promise.all(waiting)).map(({ status }) => status);
    expect(statuses).toEqual([202, 422, 202]);
    server.engine.answer = () => 'v=0';
    expect((await offer(1004)).status).toBe(202);
  });
});
