import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { EventReader } from '../contract/support/event-reader.js';
import { AppProcess } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { until } from '../support/until.js';

/**
 * The native library tells of an interruption after about 5 s; with the grace below an outage counts as the client's end
 * after about 6 s, where it takes 10 s by default.
 */
const ENV = {
  ORPHAN_TIMEOUT_SECONDS: '4',
  WEBRTC_DISCONNECT_GRACE_SECONDS: '1',
  WEBRTC_NEGOTIATION_TIMEOUT_SECONDS: '4',
};

/** A client that fell silent is noticed, or an offer given up, well within this time on a busy machine. */
const NOTICED_MS = 25_000;

describe('a client', () => {
  let app: AppProcess;
  let journal: EventReader;
  let viewers: NativeViewer[] = [];

  beforeAll(async () => {
    app = await AppProcess.start({ fixtures: true, models: ['mirror'], env: ENV });
    journal = await EventReader.open(`${app.url}/events?since=0`);
  }, 90_000);

  afterAll(async () => {
    journal?.close();
    expect(await app?.stop()).toBe(0);
  }, 30_000);

  afterEach(async () => {
    await Promise.all(viewers.map((viewer) => viewer.kill()));
    viewers = [];
    await fetch(`${app.url}/stop_session`, { method: 'POST' });
    await app.becomes('ready', NOTICED_MS);
  }, 60_000);

  const viewer = (): NativeViewer => {
    const created = new NativeViewer();
    viewers.push(created);
    return created;
  };
  const goneFor = (connectionId: number): boolean =>
    journal.events.some(({ data }) => data.event === 'connection_closed' && data.detail['conn_id'] === connectionId);

  it('that vanishes without a word is noticed, its session ends in time, and the next one works', async () => {
    const first = viewer();
    const { sessionId, connectionId } = await first.join(app.url);
    await first.sees(10);
    await first.kill();
    await app.becomes('orphaned', NOTICED_MS);
    expect(goneFor(connectionId)).toBe(true);
    await app.becomes('ready', NOTICED_MS);
    expect(journal.events.at(-2)?.data).toMatchObject({ event: 'timeout', detail: { reason: 'timed_out' } });
    const next = viewer();
    expect((await next.join(app.url)).sessionId).not.toBe(sessionId);
    await next.sees(10);
  }, 120_000);

  it('whose network is away for two seconds goes on with the same connection', async () => {
    const one = viewer();
    const { sessionId, connectionId } = await one.join(app.url, { relayed: true });
    await one.sees(10);
    await one.throttle(0);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await one.throttle(null);
    await one.sees(15);
    await one.command('shout', { text: 'still here' });
    await one.hears('heard', 2);
    expect(goneFor(connectionId)).toBe(false);
    expect(await app.session()).toMatchObject({ session_id: sessionId, state: 'streaming' });
  }, 60_000);

  it('whose network stays away counts as gone, and finds its session as it was when it is back', async () => {
    const other = viewer();
    const { sessionId } = await other.join(app.url);
    const cut = viewer();
    const { connectionId } = await cut.join(app.url, { relayed: true });
    await cut.sees(10);
    await cut.throttle(0);
    await until('the client to count as gone', () => goneFor(connectionId), NOTICED_MS);
    await cut.throttle(null);
    const back = await cut.join(app.url);
    expect(back.sessionId).toBe(sessionId);
    expect(back.connectionId).not.toBe(connectionId);
    await cut.sees(10);
    await other.sees(10);
    expect(await app.metric('runtime_connections_active')).toBe(2);
  }, 90_000);

  it('that makes offers and never connects leaves nothing open', async () => {
    const patient = viewer();
    await patient.join(app.url);
    const files = app.openFiles;
    const offering = viewer();
    for (let i = 0; i < 10; i++) await offering.offer(app.url);
    expect(app.openFiles).toBeGreaterThan(files);
    await until('the sockets to be closed', () => app.openFiles <= files + 2, NOTICED_MS);
    await patient.sees(10);
  }, 60_000);

  it('that offers again and never connects ends, its session too, and nothing counts it as there', async () => {
    const one = viewer();
    const { connectionId } = await one.join(app.url);
    await one.sees(10);
    await one.offerAgain();
    await until('the client to count as gone', () => goneFor(connectionId), NOTICED_MS);
    await app.becomes('ready', NOTICED_MS);
  }, 60_000);
});
