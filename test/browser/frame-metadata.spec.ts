import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import { Stage } from './support/stage.js';

interface Seen {
  /** What the metadata of the frame on the screen says. */
  readonly labelled: number;
  /** What its middle looks like. */
  readonly shown: number;
}

declare global {
  interface Window {
    seen: Seen[];
  }
}

/** A page that looks at the picture each time that it learns what the frame carries. */
const page = (url: string): string => `
  import { ReactorClient } from '@nestjs-reactor/client';
  const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true });
  document.body.append(video);
  const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  window.seen = [];
  const client = new ReactorClient({ url: '${url}', frameMetadata: true });
  client.connection.subscribe((connection) => {
    const picture = connection?.received.get('main_video');
    if (picture === undefined) return;
    video.srcObject = new MediaStream([picture]);
    connection.watch('main_video', video);
  });
  client.on('metadata', ({ data }) => {
    pen.drawImage(video, 0, 0, 1, 1);
    window.seen.push({ labelled: data.shade, shown: pen.getImageData(0, 0, 1, 1).data[0] });
  });
  client.start();`;

let stage: Stage;
let viewer: Page;

beforeAll(async () => {
  // The other engine does not know its RTP timestamps.
  stage = await Stage.set({ fixtures: true, models: ['labelled'], env: { MEDIA_ENGINE: 'fanout' } });
  ({ page: viewer } = await stage.browser.openText('frame-metadata', page(stage.app.url)));
}, 120_000);

afterAll(async () => {
  expect(await stage?.strike()).toBe(0);
}, 60_000);

it('what the model attached to a frame reaches the page with the frame that is on the screen', async () => {
  const seen = await until('metadata', async () => {
    const all = await viewer.evaluate(() => window.seen);
    return all.length >= 40 ? all : undefined;
  });
  // The picture may have moved on when a busy browser gets to look at it, and what comes late finds a later frame.
  const right = seen.filter(({ labelled, shown }) => Math.abs(labelled - shown) < 10);
  expect(right.length / seen.length).toBeGreaterThan(0.5);
  expect(new Set(seen.map(({ labelled }) => labelled)).size).toBe(8);
});
