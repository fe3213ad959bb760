import { describe, expect, it } from '@jest/globals';
import { FakeSource } from '../testing/fake-source.js';
import { InputFeeds } from './input-feeds.js';
import { Publications } from './publications.js';
import type { Source } from './source.js';

const WEBCAM = { name: 'webcam', kind: 'video' } as const;

describe('InputFeeds', () => {
  it('feeds a track from what was chosen, and reads the devices’ names afterwards', async () => {
    const publications = new Publications();
    const source = new FakeSource('a');
    let named = 0;
    const feeds = new InputFeeds(
      publications,
      async () => source,
      () => named++,
    );
    await feeds.use(WEBCAM, { kind: 'camera' });
    expect(publications.of('webcam').source).toBe(source);
    expect(named).toBe(1);
    expect(feeds.starting.value.size).toBe(0);
  });

  it('says why a capture failed', async () => {
    const publications = new Publications();
    const feeds = new InputFeeds(publications, () => Promise.reject(new Error('No camera was found.')));
    await feeds.use(WEBCAM, { kind: 'camera' });
    expect(publications.of('webcam').error).toBe('No camera was found.');
    expect(feeds.starting.value.size).toBe(0);
  });

  it('leaves what is sent as it is when another capture fails, or its dialog is closed', async () => {
    const publications = new Publications();
    const camera = new FakeSource('a');
    const outcomes: (() => Promise<Source | undefined>)[] = [
      async () => camera,
      async () => undefined,
      () => Promise.reject(new Error('denied')),
    ];
    const feeds = new InputFeeds(publications, () => outcomes.shift()!());
    await feeds.use(WEBCAM, { kind: 'camera' });
    await feeds.use(WEBCAM, { kind: 'screen' });
    expect(publications.of('webcam')).toMatchObject({ source: camera, error: undefined });
    await feeds.use(WEBCAM, { kind: 'screen' });
    expect(publications.of('webcam')).toMatchObject({ source: camera, error: 'denied' });
    expect(camera.stopped).toBe(false);
  });

  it('asks the browser once while it is asking the person', async () => {
    let asked = 0;
    const feeds = new InputFeeds(new Publications(), () => {
      asked++;
      return new Promise(() => {});
    });
    void feeds.use(WEBCAM, { kind: 'camera' });
    await feeds.use(WEBCAM, { kind: 'camera' });
    expect(asked).toBe(1);
    expect([...feeds.starting.value]).toEqual(['webcam']);
  });
});
