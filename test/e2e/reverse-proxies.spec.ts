import type { IncomingMessage } from 'node:http';
import { get } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { AppProcess } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { hasProxy, type ProxyKind, ReverseProxy } from '../support/reverse-proxy.js';
import { until } from '../support/until.js';

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

interface Asking {
  readonly method?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** Address that the client has. */
  readonly from?: string;
}

/** More than nginx takes by itself, and than a proxy should keep in memory. */
const FILE = Buffer.alloc(3_000_000, 7);

describe.each<[ProxyKind]>([['nginx'], ['caddy']])('the configuration of %s', (kind) => {
  const isThere = hasProxy(kind);
  const itBehind = isThere ? it : it.skip;
  const unless = isThere ? '' : ` (skipped: ${kind} is not installed)`;

  let app: AppProcess;
  let proxy: ReverseProxy;

  beforeAll(async () => {
    if (!isThere) return;
    app = await AppProcess.start({
      fixtures: true,
      models: ['mirror'],
      env: { REACTOR_TRUST_PROXY: 'loopback', ORPHAN_TIMEOUT_SECONDS: '-1' },
    });
    proxy = await ReverseProxy.start(kind, app.url);
  }, 90_000);

  afterAll(async () => {
    await proxy?.stop();
    await app?.stop();
  }, 60_000);

  /** One request by HTTPS, the certificate checked. */
  function ask(path: string, { method = 'GET', body, headers = {}, from }: Asking = {}): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const sent = httpsRequest(
        new URL(path, proxy.url),
        {
          method,
          ca: proxy.certificate,
          headers,
          agent: false,
          family: 4,
          ...(from === undefined ? {} : { localAddress: from }),
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (part: string) => (text += part));
          response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }));
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  const json = (body: object): Asking => ({
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });

  async function session(): Promise<string> {
    const found = JSON.parse((await ask('/session')).text) as { session_id: string; state: string };
    if (found.state !== 'ready') return found.session_id;
    return (JSON.parse((await ask('/start_session', json({}))).text) as { session_id: string }).session_id;
  }

  itBehind(`serves the page by HTTPS${unless}`, async () => {
    const { status, text } = await ask('/');
    expect([status, text]).toEqual([200, expect.stringContaining('<!doctype html>')]);
  });

  (isThere && kind === 'nginx' ? it : it.skip)(`redirects from HTTP${unless}`, async () => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`http://127.0.0.1:${proxy.plainPort}/a?b=c`, { agent: false, headers: { host: 'localhost' } }, resolve).on(
        'error',
        reject,
      );
    });
    response.resume();
    expect([response.statusCode, response.headers.location]).toEqual([308, 'https://localhost/a?b=c']);
  });

  itBehind(`passes the signalling socket${unless}`, async () => {
    const socket = new WebSocket(`${proxy.url.replace('https', 'wss')}/signaling`, {
      ca: proxy.certificate,
      family: 4,
    });
    const said: { type: string }[] = [];
    socket.on('message', (data: Buffer) => said.push(JSON.parse(data.toString()) as { type: string }));
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    socket.send(JSON.stringify({ type: 'join' }));
    await until('joined', () => said.some(({ type }) => type === 'joined'));
    socket.close();
    await new Promise((resolve) => socket.once('close', resolve));
  });

  itBehind(
    `lets a viewer connect, whose media goes past it${unless}`,
    async () => {
      const viewer = new NativeViewer({ NODE_EXTRA_CA_CERTS: proxy.certificateFile });
      try {
        await viewer.join(proxy.url);
        await viewer.sees(10);
        // It may be restarted, or replaced.
        await proxy.stop();
        await viewer.sees(30);
        proxy = await ReverseProxy.start(kind, app.url);
      } finally {
        await viewer.kill();
      }
    },
    60_000,
  );

  itBehind(`names each client by its own address, whatever it claims${unless}`, async () => {
    const path = `/sessions/${await session()}/transport/webrtc/connections`;
    const made = await ask(path, { ...json({}), from: '127.0.0.2' });
    const { connection_id: id } = JSON.parse(made.text) as { connection_id: number };
    const candidates = {
      ...json({ candidates: [] }),
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '127.0.0.2' },
    };
    const asked = async (from: string): Promise<number> =>
      (await ask(`${path}/${id}/ice_candidates`, { ...candidates, from })).status;
    expect([await asked('127.0.0.3'), await asked('127.0.0.2')]).toEqual([409, 202]);
  });

  itBehind(`takes a large file at the address that the client has${unless}`, async () => {
    const announced = await ask(
      `/sessions/${await session()}/uploads`,
      json({ name: 'seven.bin', size: FILE.length, mime_type: 'application/octet-stream' }),
    );
    const { presigned_url: url } = JSON.parse(announced.text) as { presigned_url: string };
    expect(url).toMatch(new RegExp(`^${proxy.url}/uploads/`));
    const { status } = await ask(url, {
      method: 'PUT',
      body: FILE,
      headers: { 'content-length': String(FILE.length) },
    });
    expect(status).toBe(200);
  });

  itBehind(`passes events as they happen${unless}`, async () => {
    await session();
    let text = '';
    const events = httpsRequest(
      `${proxy.url}/events?since=0`,
      { ca: proxy.certificate, agent: false, family: 4 },
      (response) => response.on('data', (part: Buffer) => (text += part.toString())),
    );
    events.on('error', () => undefined).end();
    await until('the start of the session', () => text.includes('"event":"start_session"'), 5_000);
    events.destroy();
  });

  itBehind(`answers 502 while the app is away${unless}`, async () => {
    await app.stop();
    expect((await ask('/health')).status).toBe(502);
  });
});
