import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { JSHandle, Page } from 'playwright-core';
import { until } from '../support/until.js';
import type { HttpPeer, Playing } from './pages/http-peers.js';
import { Stage } from './support/stage.js';

/** The player of the guide beside the rest of the protocol. */
const SCRIPT = `
  import { watch } from '../../../examples/clients/whep.js';
  import './http-peers.ts';
  window.watchVideo = watch;
`;

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.set({ fixtures: true, models: ['mirror', 'texture'] });
}, 120_000);

afterAll(async () => {
  expect(await stage?.strike()).toBe(0);
}, 60_000);

afterEach(async () => {
  for (const base of ['', '/models/texture']) await fetch(`${stage.app.url}${base}/stop_session`, { method: 'POST' });
  await stage.app.becomes('ready');
  await until('the end', async () => (await sessionOf('/models/texture')).state === 'ready');
});

async function sessionOf(base = ''): Promise<{ readonly state: string }> {
  return (await (await fetch(`${stage.app.url}${base}/session`)).json()) as { state: string };
}

async function viewersOf(model: string): Promise<number> {
  const { models } = (await (await fetch(`${stage.app.url}/list_models`)).json()) as {
    models: { name: string; viewers: number }[];
  };
  return models.find(({ name }) => name === model)!.viewers;
}

async function openPage(): Promise<Page> {
  const { page } = await stage.browser.openText('whep', SCRIPT);
  await page.waitForFunction(() => 'watchVideo' in window && 'httpPeers' in window);
  return page;
}

const play = (page: Page, path: string): Promise<JSHandle<Playing>> =>
  page.evaluateHandle((url) => window.httpPeers.play(url), stage.app.url + path);

const player = (page: Page, path: string): Promise<JSHandle<HttpPeer>> =>
  page.evaluateHandle((url) => window.httpPeers.player(url), stage.app.url + path);

async function moves(view: JSHandle<Pick<HttpPeer, 'probe'>>): Promise<void> {
  const frames = (): Promise<number> => view.evaluate(({ probe }) => probe.frames);
  const before = await frames();
  await until('ten more pictures', async () => (await frames()) > before + 10, 20_000);
}

const pathOf = (peer: JSHandle<HttpPeer>): Promise<string> => peer.evaluate(({ peer: own }) => own.connectionState);

describe('the player of the guide', () => {
  it('starts a session, shows a moving picture, and leaves', async () => {
    const page = await openPage();
    const view = await play(page, '/whep/texture');
    await moves(view);
    const before = await view.evaluate(({ probe }) => probe.pixels());
    await until('another picture', () =>
      view.evaluate(({ probe }, old) => probe.pixels().some((value, i) => Math.abs(value - old[i]!) > 8), before),
    );
    expect(await viewersOf('texture')).toBe(1);
    expect(await view.evaluate(({ stop }) => stop())).toBe(200);
    await until('its end', async () => (await viewersOf('texture')) === 0);
    await page.context().close();
  }, 60_000);

  it('says what is wrong', async () => {
    const page = await openPage();
    await expect(play(page, '/whep/nobody')).rejects.toThrow('no model is called "nobody"');
    await page.context().close();
  });

  it('shares the session with another one, which leaves without a word', async () => {
    const [one, two] = [await openPage(), await openPage()];
    const view = await play(one, '/whep');
    await moves(view);
    await moves(await play(two, '/whep'));
    expect(await viewersOf('mirror')).toBe(2);
    await two.context().close();
    await until('the loss of one', async () => (await viewersOf('mirror')) === 1, 40_000);
    await moves(view);
    await one.context().close();
  }, 90_000);
});

describe('a player that trickles', () => {
  it('has its picture when its candidates have come, and keeps it over an ICE restart', async () => {
    const page = await openPage();
    const peer = await player(page, '/whep');
    expect(await peer.evaluate((own) => own.offer())).toBe(201);
    expect(await peer.evaluate((own) => own.trickle('"stale"'))).toBe(412);
    expect(await peer.evaluate((own) => own.trickle())).toBe(204);
    await moves(peer);
    const ufrag = (): Promise<string> =>
      peer.evaluate(({ peer: { remoteDescription } }) => /a=ice-ufrag:(\S+)/.exec(remoteDescription!.sdp)![1]!);
    const [before, etag] = [await ufrag(), await peer.evaluate((own) => own.etag)];
    expect(await peer.evaluate((own) => own.restart())).toBe(200);
    expect(await ufrag()).not.toBe(before);
    expect(await peer.evaluate((own) => own.etag)).not.toBe(etag);
    await moves(peer);
    expect(await pathOf(peer)).toBe('connected');
    expect(await viewersOf('mirror')).toBe(1);
    await page.context().close();
  }, 60_000);

  it('watches on after a fragment that is garbage, and a restart that is refused', async () => {
    const page = await openPage();
    const peer = await player(page, '/whep');
    await peer.evaluate((own) => own.offer());
    await peer.evaluate((own) => own.trickle());
    await moves(peer);
    expect(await peer.evaluate(async (own) => (await own.patch('garbage', '*')).status)).toBe(422);
    expect(
      await peer.evaluate(async (own) => (await own.patch('a=ice-ufrag:abcd\r\na=ice-pwd:short', '*')).status),
    ).toBe(422);
    expect(await peer.evaluate((own) => own.restart('"stale"'))).toBe(412);
    await moves(peer);
    await page.context().close();
  }, 60_000);

  it('is closed with its session, and its address is gone', async () => {
    const page = await openPage();
    const peer = await player(page, '/whep');
    await peer.evaluate((own) => own.offer());
    await peer.evaluate((own) => own.trickle());
    await moves(peer);
    await fetch(`${stage.app.url}/stop_session`, { method: 'POST' });
    await until('its end', async () => (await pathOf(peer)) !== 'connected', 20_000);
    expect(await peer.evaluate((own) => own.end())).toBe(404);
    await page.context().close();
  }, 60_000);
});

describe('a publisher', () => {
  it('feeds the camera of the model, which every player sees, until it ends', async () => {
    const page = await openPage();
    const camera = await page.evaluateHandle(
      (url) => window.httpPeers.publisher(url, 200, 40, 40),
      `${stage.app.url}/whip/webcam`,
    );
    expect(await camera.evaluate((own) => own.offer())).toBe(201);
    expect(await camera.evaluate((own) => own.trickle())).toBe(204);
    const view = await play(page, '/whep');
    await moves(view);
    const isRed = () =>
      view.evaluate(({ probe }) => {
        const [red, green, blue] = probe.color();
        return red > green + 80 && red > blue + 80;
      });
    await until('the camera', isRed, 20_000);
    const second = await page.evaluateHandle(
      (url) => window.httpPeers.publisher(url, 40, 200, 40),
      `${stage.app.url}/whip/webcam`,
    );
    expect(await second.evaluate((own) => own.offer())).toBe(409);
    expect(await camera.evaluate((own) => own.restart())).toBe(200);
    await moves(view);
    expect(await isRed()).toBe(true);
    expect(await camera.evaluate((own) => own.end())).toBe(200);
    await until('the plain picture', async () => !(await isRed()), 20_000);
    expect(await viewersOf('mirror')).toBe(1);
    await page.context().close();
  }, 90_000);
});
