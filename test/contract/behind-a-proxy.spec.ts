import { afterEach, describe, expect, it } from '@jest/globals';
import { StrippingProxy } from '../support/stripping-proxy.js';
import { GuestApplication, type GuestApplicationOptions } from './support/guest-application.js';
import { SignalingSocket } from './support/signaling-socket.js';

let guest: GuestApplication;
let proxy: StrippingProxy | undefined;

afterEach(async () => {
  await proxy?.close();
  proxy = undefined;
  await guest?.close();
});

const trusting: GuestApplicationOptions['prepare'] = (app) => app.set('trust proxy', 'loopback');

/** The address that a client which asked for `base` gets for a file. */
async function announce(base: string, headers: Record<string, string> = {}): Promise<string> {
  const post = async (path: string, body: unknown) =>
    (await (
      await fetch(base + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      })
    ).json()) as { session_id: string; presigned_url: string };
  const { session_id } = await post('/start_session', {});
  return (await post(`/sessions/${session_id}/uploads`, { name: 'a', size: 2, mime_type: 'a/b' })).presigned_url;
}

describe('behind a proxy that strips a path', () => {
  it.each<[string, GuestApplicationOptions, string, Record<string, string>]>([
    ['that sends X-Forwarded-Prefix', { prepare: trusting }, '', { 'x-forwarded-prefix': '/sub' }],
    [
      'in front of a global prefix and a path',
      {
        prepare: (app) => app.set('trust proxy', 'loopback') && app.setGlobalPrefix('api'),
        signaling: { path: 'stream' },
      },
      '/api/stream',
      { 'x-forwarded-prefix': '/sub/' },
    ],
  ])('files are sent through it: one %s', async (_what, options, surface, headers) => {
    guest = await GuestApplication.start(options);
    proxy = await StrippingProxy.start(guest.url, '/sub', headers);
    const place = await announce(proxy.url + surface);
    expect(place).toMatch(new RegExp(`^${proxy.url}${surface}/uploads/[0-9a-f]{32}$`));
    expect((await fetch(place, { method: 'PUT', body: 'ab' })).status).toBe(200);
  });

  it('files are sent to the public address that the options name', async () => {
    guest = await GuestApplication.start({ signaling: { publicUrl: 'https://app.example/sub/', allowedOrigins: [] } });
    expect(await announce(guest.url)).toMatch(/^https:\/\/app\.example\/sub\/uploads\/[0-9a-f]{32}$/);
    expect(await announce(guest.url, { origin: 'https://app.example' })).toMatch(/^https:\/\/app\.example\/sub\//);
  });

  it.each<[string, GuestApplicationOptions, string]>([
    ['from nobody that is trusted', {}, '/sub'],
    ['that names a host', { prepare: trusting }, '//evil.example'],
    ['that is an address', { prepare: trusting }, 'https://evil.example'],
    ['with a query', { prepare: trusting }, '/sub?x='],
    ['one of whose parts is none', { prepare: trusting }, '/sub, evil'],
  ])('a prefix %s is not believed', async (_what, options, prefix) => {
    guest = await GuestApplication.start(options);
    expect(await announce(guest.url, { 'x-forwarded-prefix': prefix })).toMatch(
      new RegExp(`^${guest.url}/uploads/[0-9a-f]{32}$`),
    );
  });

  it('the prefixes of several proxies are one after the other', async () => {
    guest = await GuestApplication.start({ prepare: trusting });
    expect(await announce(guest.url, { 'x-forwarded-prefix': '/outer, /inner' })).toMatch(
      new RegExp(`^${guest.url}/outer/inner/uploads/`),
    );
  });

  it('page, document and socket are reached through it, slash or none', async () => {
    guest = await GuestApplication.start({
      prepare: trusting,
      signaling: { docs: true, playground: { path: 'play' } },
    });
    proxy = await StrippingProxy.start(guest.url, '/sub', { 'x-forwarded-prefix': '/sub' });
    for (const path of ['/play', '/docs']) {
      const response = await fetch(proxy.url + path);
      expect([response.status, response.url]).toEqual([200, `${proxy.url}${path}/`]);
    }
    const document: unknown = await (await fetch(`${proxy.url}/docs/openapi.json`)).json();
    expect(document).toMatchObject({ servers: [{ url: '/sub/' }, { url: '/sub/models/{model}' }] });
    const socket = await SignalingSocket.open(proxy.url);
    expect(await socket.ask({ type: 'ping' })).toEqual({ type: 'pong' });
    socket.close();
    expect(proxy.strays).toEqual([]);
  });

  it.each(['app.example', 'ftp://app.example', 'https://app.example/?a', ''])(
    'the public address cannot be %j',
    async (publicUrl) => {
      await expect(GuestApplication.start({ signaling: { publicUrl } })).rejects.toMatchObject({
        code: 'bad_configuration',
      });
    },
  );
});
