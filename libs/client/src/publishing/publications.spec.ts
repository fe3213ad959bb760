import { describe, expect, it } from '@jest/globals';
import { ClientError } from '../client-error.js';
import type { Connection } from '../connection/connection.js';
import { FakeSource } from '../testing/fake-source.fixture.js';
import { Publications } from './publications.js';

function connectionThat(refuses?: ClientError): { connection: Connection; calls: string[] } {
  const calls: string[] = [];
  const connection = {
    publish: async (track: string, media: unknown) => {
      calls.push(`publish ${track} ${String(media)}`);
      if (refuses !== undefined) throw refuses;
    },
    unpublish: async (track: string) => void calls.push(`unpublish ${track}`),
    replace: async (track: string, media: unknown) => void calls.push(`send ${track} ${String(media)}`),
  } as unknown as Connection;
  return { connection, calls };
}

const socketClosed = ClientError.own('socket_closed', 'gone');

describe('Publications', () => {
  it('sends a track until it is withdrawn, and then frees the device', async () => {
    const { connection, calls } = connectionThat();
    const publications = new Publications();
    const source = new FakeSource('a');
    await publications.follow(connection);
    await publications.publish('webcam', source);
    expect(publications.of('webcam').source).toBe(source);
    await publications.withdraw('webcam');
    expect(calls).toEqual(['publish webcam a', 'unpublish webcam']);
    expect(source.stopped).toBe(true);
    expect(publications.of('webcam').source).toBeUndefined();
  });

  it('puts another source in the place of the first without giving up the track', async () => {
    const { connection, calls } = connectionThat();
    const publications = new Publications();
    const [first, second] = [new FakeSource('a'), new FakeSource('b')];
    await publications.follow(connection);
    await publications.publish('webcam', first);
    await publications.publish('webcam', second);
    expect(calls).toEqual(['publish webcam a', 'send webcam b']);
    expect([first.stopped, second.stopped]).toEqual([true, false]);
    first.onEnded?.();
    expect(publications.of('webcam').source).toBe(second);
  });

  it('frees the device and says why when somebody else sends the track', async () => {
    const publications = new Publications();
    const source = new FakeSource('a');
    const { connection, calls } = connectionThat(new ClientError('publish_refused', 'track already published'));
    await publications.follow(connection);
    await expect(publications.publish('webcam', source)).rejects.toMatchObject({ code: 'publish_refused' });
    expect(publications.of('webcam')).toMatchObject({ source: undefined, error: { code: 'publish_refused' } });
    expect(source.stopped).toBe(true);
    await publications.withdraw('webcam');
    expect(calls).toEqual(['publish webcam a']);
  });

  it('gives up a track on which nothing could be sent', async () => {
    const publications = new Publications();
    const { connection, calls } = connectionThat(ClientError.own('no_answer', 'too slow'));
    await publications.follow(connection);
    await expect(publications.publish('webcam', new FakeSource('a'))).rejects.toMatchObject({ code: 'no_answer' });
    await publications.withdraw('webcam');
    expect(calls).toEqual(['publish webcam a', 'unpublish webcam']);
    expect(publications.of('webcam').source).toBeUndefined();
  });

  it('sends again over the next connection', async () => {
    const publications = new Publications();
    const source = new FakeSource('a');
    await publications.follow(connectionThat(socketClosed).connection);
    await publications.publish('webcam', source);
    await publications.follow(undefined);
    const next = connectionThat();
    await publications.follow(next.connection);
    expect(next.calls).toEqual(['publish webcam a']);
    expect(source.stopped).toBe(false);
  });

  it('frees a device while the connection is lost, and sends nothing with the next one', async () => {
    const publications = new Publications();
    const source = new FakeSource('a');
    await publications.follow(connectionThat().connection);
    await publications.publish('webcam', source);
    await publications.follow(undefined);
    await publications.withdraw('webcam');
    const next = connectionThat();
    await publications.follow(next.connection);
    expect(source.stopped).toBe(true);
    expect(next.calls).toEqual([]);
  });

  it('withdraws a track whose device is unplugged, and says so', async () => {
    const { connection, calls } = connectionThat();
    const publications = new Publications();
    const source = new FakeSource('a');
    await publications.follow(connection);
    await publications.publish('webcam', source);
    source.onEnded?.();
    expect(publications.of('webcam').ended).toBe('camera');
    await publications.withdraw('webcam');
    expect(calls).toEqual(['publish webcam a', 'unpublish webcam']);
  });

  it('says so while the system delivers nothing', async () => {
    const publications = new Publications();
    const source = new FakeSource('a');
    await publications.follow(connectionThat().connection);
    await publications.publish('webcam', source);
    source.onPaused?.(true);
    expect(publications.of('webcam').paused).toBe(true);
    source.onPaused?.(false);
    expect(publications.of('webcam').paused).toBe(false);
  });

  it('goes on with a source that is published again', async () => {
    const { connection, calls } = connectionThat();
    const publications = new Publications();
    const source = new FakeSource('a');
    await publications.follow(connection);
    await publications.publish('webcam', source);
    await publications.publish('webcam', source);
    expect(calls).toEqual(['publish webcam a', 'send webcam a']);
    expect(source.stopped).toBe(false);
  });

  it('does what is asked for one track in that order', async () => {
    const { connection, calls } = connectionThat();
    const publications = new Publications();
    await publications.follow(connection);
    await Promise.all([
      publications.publish('webcam', new FakeSource('a')),
      publications.withdraw('webcam'),
      publications.publish('webcam', new FakeSource('b')),
    ]);
    expect(calls.at(-1)).toMatch(/^(publish|send) webcam b$/);
    expect(publications.of('webcam').source?.media).toBeDefined();
  });
});
