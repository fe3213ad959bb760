import { afterEach, describe, expect, it } from '@jest/globals';
import { mergeSignalingOptions, type SignalingOptions } from '../../libs/reactor/src/signaling/signaling.options.js';
import { request } from 'node:http';
import { connect } from 'node:net';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { ReactorUnderTest } from './support/reactor-under-test.js';

let server: ReactorUnderTest;
afterEach(() => server?.close());

async function start(signaling: Partial<SignalingOptions>): Promise<void> {
  server = await ReactorUnderTest.start({ signaling });
}

/** `fetch` does not let a request say another host. */
async function ask(
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ status: number; headers: object; body: string }> {
  return await new Promise((resolve, reject) => {
    const sent = request(`${server.url}/health`, { method, headers, agent: false }, (response) => {
      let body = '';
      response.on('data', (data) => (body += String(data)));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    sent.on('error', reject).end();
  });
}

const ORIGINS = { allowedOrigins: ['https://App.Example:443/', 'http://[::1]:8080', 'https://bücher.example'] };

describe('the host that a request names', () => {
  it.each([
    ['any while all origins are allowed', {}, 'evil.example', 200],
    ['another one', ORIGINS, 'evil.example', 403],
    ['another one, with its page', ORIGINS, 'evil.example', 403, 'http://evil.example'],
    ['an IPv4 address', ORIGINS, '192.0.2.1:8080', 200],
    ['an IPv6 address', ORIGINS, '[2001:db8::1]', 200],
    ['localhost', ORIGINS, 'LOCALHOST.:8080', 200],
    ['that of an allowed origin', ORIGINS, 'app.example', 200],
    ['one that is listed', { ...ORIGINS, allowedHosts: ['auto', 'Lab.example'] }, 'lab.example:1234', 200],
    ['localhost where only another is listed', { ...ORIGINS, allowedHosts: ['lab.example'] }, 'localhost', 403],
    ['any where all are', { ...ORIGINS, allowedHosts: ['*'] }, 'evil.example', 200],
    ['what is no host', ORIGINS, 'a/b', 403],
  ])('%s', async (_what, options, host, status, origin = '') => {
    await start(options);
    const reply = await ask({ host, ...(origin === '' ? {} : { origin }) });
    expect(reply.status).toBe(status);
    if (status !== 403) return;
    expect(JSON.parse(reply.body)).toMatchObject({ code: 'forbidden' });
    expect(reply.body).toContain('add it to signaling.allowedHosts (REACTOR_ALLOWED_HOSTS)');
  });
});

describe('the origin of a page', () => {
  it.each([
    ['https://app.example', 200],
    ['https://APP.example:443', 200],
    ['https://app.example.', 200],
    ['https://xn--bcher-kva.example', 200],
    ['http://[0:0:0:0:0:0:0:1]:8080', 200],
    ['http://app.example', 403],
    ['https://app.example:444', 403],
    ['https://app.example.evil.example', 403],
    ['https://app.example@evil.example', 403],
    ['null', 403],
    ['what', 403],
  ])('%s is met with %i', async (origin, status) => {
    await start(ORIGINS);
    expect((await ask({ origin })).status).toBe(status);
  });

  it('is that of the server itself whatever its spelling', async () => {
    await start(ORIGINS);
    expect((await ask({ host: 'localhost:80', origin: 'http://localhost' })).status).toBe(200);
    expect((await ask({ host: '[::2]', origin: 'http://[0:0::2]:80' })).status).toBe(200);
  });

  it('may send credentials, and reach a private network, where the options say so', async () => {
    const preflight = {
      origin: 'https://app.example',
      'access-control-request-method': 'GET',
      'access-control-request-private-network': 'true',
    };
    await start(ORIGINS);
    const without = (await ask(preflight, 'OPTIONS')).headers;
    expect(without).not.toHaveProperty('access-control-allow-credentials');
    expect(without).not.toHaveProperty('access-control-allow-private-network');
    await server.close();
    await start({ ...ORIGINS, allowCredentials: true, allowPrivateNetwork: true });
    expect((await ask(preflight, 'OPTIONS')).headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-credentials': 'true',
      'access-control-allow-private-network': 'true',
    });
    expect((await ask({ origin: 'https://app.example' })).headers).toMatchObject({
      'access-control-allow-credentials': 'true',
    });
  });
});

describe('options of origins', () => {
  it.each([
    [{ allowedOrigins: ['app.example'] }, 'is not an origin'],
    [{ allowedOrigins: ['https://app.example/path'] }, 'is not an origin'],
    [{ allowedOrigins: ['https://'] }, 'is not an origin'],
    [{ allowedHosts: ['https://app.example'] }, 'is not a host name'],
    [{ allowCredentials: true }, 'let every page act for its visitor'],
  ])('with a mistake stop the start: %j', (options, message) => {
    expect(() => mergeSignalingOptions(options)).toThrow(
      expect.objectContaining({ code: 'bad_configuration', message: expect.stringContaining(message) }),
    );
  });
});

describe('an origin with letters outside ASCII', () => {
  it('is read every time, also by code that V8 has optimized', () => {
    const built = new URL('../../libs/reactor/dist/signaling/access/origin-name.js', import.meta.url);
    const script = `
      import { normalOrigin } from ${JSON.stringify(built)};
      const forms = new Set();
      for (let i = 0; i < 200_000; i++) forms.add(normalOrigin('https://bücher.example') ?? 'refused');
      console.log([...forms].join());`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
    expect(printed.trim()).toBe('https://xn--bcher-kva.example');
  });
});

describe('an upgrade to another protocol', () => {
  it.each(['h2c', 'h2c, TLS/1.0'])('%s is answered as the plain request that it also is', async (protocol) => {
    await start({});
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    const upgrade = `Connection: Upgrade, HTTP2-Settings\r\nUpgrade: ${protocol}\r\nHTTP2-Settings: AAMAAABkAAQ\r\n`;
    socket.write(`POST /start_session HTTP/1.1\r\nHost: localhost\r\n${upgrade}Content-Length: 2\r\n\r\n{}`);
    let reply = '';
    socket.on('data', (data) => (reply += data.toString()));
    await once(socket, 'close');
    expect(reply).toMatch(/^HTTP\/1\.1 200 /);
    expect(reply).toContain('"state":"waiting"');
  });
});

describe('TURN credentials', () => {
  it('of a secret are told anew, and end', async () => {
    server = await ReactorUnderTest.start({
      session: { turn: { urls: ['turn:t.example'], secret: 's', ttlSeconds: 60 } },
    });
    const { ice_servers } = (await server.get('/ice_servers')).json as {
      ice_servers: { uris: string[]; credentials: { username: string; password: string } }[];
    };
    expect(ice_servers).toEqual([
      { uris: ['turn:t.example'], credentials: { username: expect.any(String), password: expect.any(String) } },
    ]);
    const endsInS = Number(ice_servers[0]!.credentials.username) - Date.now() / 1_000;
    expect(endsInS).toBeGreaterThan(0);
    expect(endsInS).toBeLessThanOrEqual(60);
  });
});
