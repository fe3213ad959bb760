import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WhipClient } from './whip-client.js';

const OFFER = 'v=0\r\nan offer\r\n';
const ANSWER = 'v=0\r\nan answer\r\n';
const SDP = { 'Content-Type': 'application/sdp' };
const FOREVER = new AbortController().signal;

interface Seen {
  readonly request: string;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

let server: Server;
let base: string;
let seen: Seen[];
let handle: RequestListener;

beforeEach(async () => {
  seen = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push({ request: `${request.method} ${request.url}`, body, headers: request.headers });
      handle(request, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** What the server answers with, request by request; the last one again and again. */
function answers(...replies: readonly [number, Record<string, string>, string?][]): void {
  let at = 0;
  handle = (_request, response) => {
    const [status, headers, body] = replies[Math.min(at++, replies.length - 1)]!;
    response.writeHead(status, headers).end(body);
  };
}

const client = new WhipClient(2_000);
const publish = (path = '/whip', token?: string): ReturnType<WhipClient['publish']> =>
  client.publish({ url: base + path, ...(token === undefined ? {} : { token }) }, OFFER, FOREVER);

describe('WhipClient.publish', () => {
  it('sends the offer with its token, and returns the answer and where it is deleted', async () => {
    answers([201, { ...SDP, Location: 'sessions/7?x=1' }, ANSWER]);
    const resource = await publish('/room/whip', 'sesame');
    expect(resource).toEqual({
      answer: ANSWER,
      url: new URL(`${base}/room/sessions/7?x=1`),
      token: 'sesame',
      iceServers: [],
    });
    const [{ request, body, headers }] = seen as [Seen];
    expect([request, body]).toEqual(['POST /room/whip', OFFER]);
    expect(headers).toMatchObject({
      'content-type': 'application/sdp',
      accept: 'application/sdp',
      authorization: 'Bearer sesame',
      'user-agent': expect.stringMatching(/^nestjs-reactor\/\d/),
    });
  });

  it.each([
    ['a path', '/whip/v1/PA_1', '/whip/v1/PA_1'],
    ['a name', 'PA_1', '/a/PA_1'],
    ['a query', '?id=1', '/a/whip?id=1'],
  ])('resolves a Location that is %s', async (_what, location, path) => {
    answers([201, { ...SDP, Location: location }, ANSWER]);
    expect((await publish('/a/whip')).url?.href).toBe(base + path);
  });

  it('takes an answer without a Location, and with a media type that has parameters', async () => {
    answers([201, { 'Content-Type': 'Application/SDP; charset=utf-8' }, ANSWER]);
    expect(await publish()).toMatchObject({ answer: ANSWER, url: undefined });
  });

  it('sends no Authorization without a token', async () => {
    answers([201, SDP, ANSWER]);
    await publish('/whip', '');
    expect(seen[0]?.headers.authorization).toBeUndefined();
  });

  it('names the STUN and TURN servers of the answer', async () => {
    answers([201, { ...SDP, Link: '<turn:t.example>; rel="ice-server"; username="u"; credential="c"' }, ANSWER]);
    expect((await publish()).iceServers).toEqual(['turn:t.example']);
  });

  it.each([307, 308])(
    'follows %i with offer and token, and resolves the Location against where it came to',
    async (status) => {
      answers([status, { Location: '/elsewhere/whip' }], [201, { ...SDP, Location: 'mine' }, ANSWER]);
      expect((await publish('/whip', 'sesame')).url?.href).toBe(`${base}/elsewhere/mine`);
      expect(seen.map(({ request, body, headers }) => [request, body, headers.authorization])).toEqual([
        ['POST /whip', OFFER, 'Bearer sesame'],
        ['POST /elsewhere/whip', OFFER, 'Bearer sesame'],
      ]);
    },
  );

  it.each<[string, [number, Record<string, string>, string?], RegExp]>([
    ['401', [401, {}, 'who are you'], /answers with 401 \(who are you\); give the token .* as restream\.token$/],
    ['403', [403, {}], /answers with 403; its token does not allow to publish there: correct restream\.token$/],
    ['404', [404, {}], /answers with 404; correct restream\.url$/],
    ['405', [405, {}], /answers with 405; this is no WHIP endpoint/],
    ['422', [422, {}, 'no codec\n\u001b[2Jof mine'], /answers with 422 \(no codec \[2Jof mine\)$/],
    [
      '302',
      [302, { Location: '/login' }],
      /answers with 302, which would turn the offer into a GET; .* give \/login as/,
    ],
    ['a redirect to nowhere', [307, {}], /redirects \(307\) to no address$/],
    ['a redirect to another scheme', [307, { Location: 'ftp://a.example/' }], /redirects \(307\) to no address$/],
    ['a loop of redirects', [307, { Location: '/whip' }], /redirects more than 5 times$/],
    ['a page', [200, { 'Content-Type': 'text/html' }, '<html>'], /with text\/html and not with application\/sdp/],
    ['nothing', [201, {}], /with nothing and not with application\/sdp: this is no WHIP endpoint$/],
    ['an endless answer', [201, SDP, 'x'.repeat(300_000)], /its answer is longer than 262144 bytes$/],
  ])('refuses for good after %s', async (_what, reply, message) => {
    answers(reply);
    await expect(publish()).rejects.toMatchObject({
      code: 'restream_refused',
      message: expect.stringMatching(message),
    });
  });

  it.each<[string, [number, Record<string, string>, string?], number | undefined]>([
    ['503 with seconds', [503, { 'Retry-After': '7' }], 7_000],
    ['503 without a time', [503, {}, 'down'], undefined],
    ['500', [500, {}], undefined],
    ['409, its earlier connection being there still', [409, {}], undefined],
    ['429 with a time', [429, { 'Retry-After': '1' }], 1_000],
  ])('asks to try again after %s', async (_what, reply, retryAfterMs) => {
    answers(reply);
    const error: unknown = await publish().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'restream_failed', message: expect.stringContaining(`with ${reply[0]}`) });
    expect((error as { retryAfterMs?: number }).retryAfterMs).toBe(retryAfterMs);
  });

  it('asks to try again where nobody listens', async () => {
    server.close();
    await once(server, 'close');
    await expect(publish()).rejects.toMatchObject({
      code: 'restream_failed',
      message: 'the session is not sent on: it cannot be reached: ECONNREFUSED',
    });
  });

  it('gives up a server that does not answer, or stops in the middle of it', async () => {
    const impatient = new WhipClient(150);
    const attempt = (): Promise<unknown> => impatient.publish({ url: base }, OFFER, FOREVER);
    const late = { code: 'restream_failed', message: expect.stringMatching(/it does not answer within 150 ms$/) };
    handle = () => undefined;
    await expect(attempt()).rejects.toMatchObject(late);
    handle = (_request, response) => void response.writeHead(201, SDP).write('v=0');
    await expect(attempt()).rejects.toMatchObject(late);
  });

  it('gives up a server whose connection breaks in the middle of its answer', async () => {
    handle = (_request, response) => {
      response.writeHead(201, { ...SDP, 'Content-Length': '1000' }).write('v=0');
      setImmediate(() => response.destroy());
    };
    await expect(publish()).rejects.toMatchObject({ code: 'restream_failed' });
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    handle = () => stop.abort();
    await expect(client.publish({ url: base }, OFFER, stop.signal)).rejects.toMatchObject({ code: 'restream_failed' });
  });

  it.each(['', 'whip', '/whip'])('refuses %j, which is no URL', async (url) => {
    await expect(client.publish({ url }, OFFER, FOREVER)).rejects.toMatchObject({
      code: 'restream_refused',
      message: expect.stringContaining('is no URL; correct restream.url'),
    });
  });
});

describe('WhipClient.remove', () => {
  const resource = (path = '/mine') => ({ answer: ANSWER, url: new URL(base + path), token: 'sesame', iceServers: [] });

  it.each([200, 204, 404])('is content with %i', async (status) => {
    answers([status, {}]);
    await client.remove(resource());
    expect(seen.map(({ request, headers }) => [request, headers.authorization])).toEqual([
      ['DELETE /mine', 'Bearer sesame'],
    ]);
  });

  it('has nothing to do without an address', async () => {
    await client.remove({ ...resource(), url: undefined });
    expect(seen).toEqual([]);
  });

  it('says what the server answers otherwise', async () => {
    answers([500, {}]);
    await expect(client.remove(resource())).rejects.toThrow('it answers DELETE with 500');
  });
});
