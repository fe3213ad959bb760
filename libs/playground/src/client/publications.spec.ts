import { describe, expect, it } from '@jest/globals';
import { ClientError } from './client-error.js';
import type { Connection } from './connection.js';
import { Publications } from './publications.js';

class FakeMedia {
  stopped = false;
  onended: (() => void) | null = null;
  stop(): void {
    this.stopped = true;
  }
  get track(): MediaStreamTrack {
    return this as unknown as MediaStreamTrack;
  }
}

function connectionThat(refuses?: ClientError): { connection: Connection; calls: string[] } {
  const calls: string[] = [];
  const connection = {
    publish: async (track: string) => {
      calls.push(`publish ${track}`);
      if (refuses !== undefined) throw refuses;
    },
    unpublish: async (track: string) => void calls.push(`unpublish ${track}`),
  } as unknown as Connection;
  return { connection, calls };
}

describe('Publications', () => {
  it('sends a track until it is withdrawn, and then frees the device', async () => {
    const { connection, calls } = connectionThat();
    const publications = new Publications();
    const media = new FakeMedia();
    await publications.follow(connection);
    await publications.publish('webcam', media.track);
    expect(publications.of('webcam').media).toBe(media.track);
    await publications.withdraw('webcam');
    expect(calls).toEqual(['publish webcam', 'unpublish webcam']);
    expect(media.stopped).toBe(true);
    expect(publications.of('webcam').media).toBeUndefined();
  });

  it('frees the device and says why when the server refuses the track', async () => {
    const publications = new Publications();
    const media = new FakeMedia();
    await publications.follow(connectionThat(new ClientError('publish_refused', 'somebody else sends it')).connection);
    await publications.publish('webcam', media.track);
    expect(publications.of('webcam')).toEqual({ media: undefined, error: 'somebody else sends it' });
    expect(media.stopped).toBe(true);
  });

  it('sends again over the next connection', async () => {
    const publications = new Publications();
    const media = new FakeMedia();
    await publications.follow(connectionThat(ClientError.own('socket_closed', 'gone')).connection);
    await publications.publish('webcam', media.track);
    await publications.follow(undefined);
    const next = connectionThat();
    await publications.follow(next.connection);
    expect(next.calls).toEqual(['publish webcam']);
    expect(media.stopped).toBe(false);
  });

  it('withdraws a track whose device is unplugged', async () => {
    const { connection, calls } = connectionThat();
    const publications = new Publications();
    const media = new FakeMedia();
    await publications.follow(connection);
    await publications.publish('webcam', media.track);
    media.onended?.();
    await Promise.resolve();
    expect(calls).toEqual(['publish webcam', 'unpublish webcam']);
  });

  it('frees the first device when another takes its place', async () => {
    const { connection } = connectionThat();
    const publications = new Publications();
    const [first, second] = [new FakeMedia(), new FakeMedia()];
    await publications.follow(connection);
    await publications.publish('webcam', first.track);
    await publications.publish('webcam', second.track);
    expect([first.stopped, second.stopped]).toEqual([true, false]);
  });
});
