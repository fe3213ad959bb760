import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { EventReader } from '../contract/support/event-reader.js';
import { AppProcess, MEDIA_ENGINE } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { until } from '../support/until.js';

/** The native library tells of an interruption after about 5 s; with these the end follows sooner than by default. */
const ENV = {
  ORPHAN_TIMEOUT_SECONDS: '4',
  WEBRTC_DISCONNECT_GRACE_SECONDS: '1',
  WEBRTC_NEGOTIATION_TIMEOUT_SECONDS: '4',
};

/** What a grey of 230 comes to in the picture: 16 and 219 parts of 255 of it. The default, 128, is 126. */
const SHADE_230 = 214;

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

  it('that makes offers and never connects leaves nothing open', async () => {
    const patient = viewer();
    await patient.join(app.url);
    await patient.sees(5);
    const files = app.openFiles;
    const offering = viewer();
    for (let i = 0; i < 10; i++) await offering.offer(app.url);
    // Of the other engine all clients share the sockets that it has.
    if (MEDIA_ENGINE === 'wrtc') expect(app.openFiles).toBeGreaterThan(files);
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

describe('a client at a server as it is by default, whose network is away', () => {
  let app: AppProcess;
  let journal: EventReader;
  const viewers: NativeViewer[] = [];

  beforeAll(async () => {
    app = await AppProcess.start({ fixtures: true, models: ['mirror'] });
    journal = await EventReader.open(`${app.url}/events?since=0`);
  }, 90_000);

  afterAll(async () => {
    journal?.close();
    await Promise.all(viewers.map((viewer) => viewer.kill()));
    expect(await app?.stop()).toBe(0);
  }, 30_000);

  async function join(relayed: boolean): Promise<{ viewer: NativeViewer; connectionId: number; sessionId: string }> {
    const viewer = new NativeViewer();
    viewers.push(viewer);
    const ids = await viewer.join(app.url, { relayed });
    await viewer.sees(5);
    return { viewer, ...ids };
  }
  const closes = (id: number) =>
    journal.events.filter(({ data: { event, detail } }) => event === 'connection_closed' && detail['conn_id'] === id);

  it('for 2 s goes on as if nothing had been; for 20 s is gone meanwhile, is missed by nobody, and finds its session', async () => {
    const near = await join(false);
    const brief = await join(true);
    const long = await join(true);
    await long.viewer.command('set_shade', { shade: 230 });
    await Promise.all([near, brief, long].map(({ viewer }) => viewer.shows(SHADE_230)));

    const cutMs = Date.now();
    const outage = new Promise((resolve) => setTimeout(resolve, 20_000));
    await Promise.all([brief, long].map(({ viewer }) => viewer.throttle(0)));
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await brief.viewer.throttle(null);
    await brief.viewer.sees(30);
    await brief.viewer.command('shout', { text: 'still here' });
    // What it says to all and what it says to one.
    await brief.viewer.hears('heard', 2);

    await until('the client to count as gone', () => closes(long.connectionId).length > 0, NOTICED_MS);
    const goneMs = closes(long.connectionId)[0]!.data.ts - cutMs;
    // Its grace of 5 s begins when the library tells of the interruption, and the library takes about as long; where round
    // trips were long before, it takes up to 15 s, and the silence of 20 s is what counts.
    expect(goneMs).toBeGreaterThan(5_000);
    expect(goneMs).toBeLessThan(25_000);
    expect(await app.metric('runtime_connections_active')).toBe(2);
    expect(await near.viewer.rate(2_000)).toBeGreaterThan(15);

    await outage;
    await long.viewer.throttle(null);
    await long.viewer.rejoin();
    await long.viewer.sees(10);
    await long.viewer.shows(SHADE_230);
    expect(await app.session()).toMatchObject({ session_id: long.sessionId, state: 'streaming' });
    expect(await app.metric('runtime_connections_active')).toBe(3);
    expect([near, brief].map(({ connectionId }) => closes(connectionId).length)).toEqual([0, 0]);
    await Promise.all([near, brief].map(({ viewer }) => viewer.sees(10)));
  }, 120_000);
});
