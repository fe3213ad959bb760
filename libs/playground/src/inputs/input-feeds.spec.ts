import { describe, expect, it } from '@jest/globals';
import { ClientError, type Source } from '@nestjs-reactor/client';
import { FakePublisher, fakeSource } from '../testing/fake-publisher.js';
import { InputFeeds } from './input-feeds.js';

const WEBCAM = { name: 'webcam', kind: 'video' } as const;

describe('InputFeeds', () => {
  it('feeds a track from what was chosen, and reads the devices’ names afterwards', async () => {
    const source = fakeSource('a');
    let named = 0;
    const feeds = new InputFeeds(
      new FakePublisher(),
      async () => source,
      () => named++,
    );
    await feeds.use(WEBCAM, { kind: 'camera' });
    expect(feeds.of('webcam').source).toBe(source);
    expect(named).toBe(1);
    expect(feeds.starting.value.size).toBe(0);
    await feeds.stop('webcam');
    expect(feeds.of('webcam').source).toBeUndefined();
  });

  it('says why a capture failed, until it is stopped or another one succeeds', async () => {
    const outcomes = [new Error('No camera was found.'), undefined, new Error('in use')];
    const feeds = new InputFeeds(new FakePublisher(), async () => {
      const error = outcomes.shift();
      if (error !== undefined) throw error;
      return fakeSource('a');
    });
    await feeds.use(WEBCAM, { kind: 'camera' });
    expect(feeds.of('webcam').error).toBe('No camera was found.');
    expect(feeds.starting.value.size).toBe(0);
    await feeds.use(WEBCAM, { kind: 'camera' });
    expect(feeds.of('webcam').error).toBeUndefined();
    await feeds.use(WEBCAM, { kind: 'camera' });
    await feeds.stop('webcam');
    expect(feeds.of('webcam').error).toBeUndefined();
  });

  it('says why the server does not take the track', async () => {
    const publisher = new FakePublisher();
    publisher.refusal = new ClientError('publish_refused', 'held');
    const feeds = new InputFeeds(publisher, async () => fakeSource('a'));
    await feeds.use(WEBCAM, { kind: 'camera' });
    expect(feeds.of('webcam')).toMatchObject({
      source: undefined,
      error: expect.stringMatching(/Another participant/),
    });
  });

  it('says so when a source ends by itself, and while the system delivers nothing', async () => {
    const publisher = new FakePublisher();
    const feeds = new InputFeeds(publisher, async () => undefined);
    publisher.tell('webcam', { source: fakeSource('a'), paused: true });
    expect(feeds.of('webcam').note).toMatch(/paused/);
    publisher.tell('webcam', { ended: 'camera' });
    expect(feeds.of('webcam').note).toMatch(/camera was disconnected/);
  });

  it('leaves what is sent as it is when another capture fails, or its dialog is closed', async () => {
    const camera = fakeSource('a');
    const outcomes: (() => Promise<Source | undefined>)[] = [
      async () => camera,
      async () => undefined,
      () => Promise.reject(new Error('denied')),
    ];
    const feeds = new InputFeeds(new FakePublisher(), () => outcomes.shift()!());
    await feeds.use(WEBCAM, { kind: 'camera' });
    await feeds.use(WEBCAM, { kind: 'screen' });
    expect(feeds.of('webcam')).toMatchObject({ source: camera, error: undefined });
    await feeds.use(WEBCAM, { kind: 'screen' });
    expect(feeds.of('webcam')).toMatchObject({ source: camera, error: 'denied' });
  });

  it('asks the browser once while it is asking the person', async () => {
    let asked = 0;
    const feeds = new InputFeeds(new FakePublisher(), () => {
      asked++;
      return new Promise(() => {});
    });
    void feeds.use(WEBCAM, { kind: 'camera' });
    await feeds.use(WEBCAM, { kind: 'camera' });
    expect(asked).toBe(1);
    expect([...feeds.starting.value]).toEqual(['webcam']);
  });
});
