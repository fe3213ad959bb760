import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { EventReader } from '../contract/support/event-reader.js';
import { AppProcess } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { until } from '../support/until.js';

/** Longer than any test waits for a client to be given up, which is then by its restart. */
const ENV = { WEBRTC_DISCONNECT_GRACE_SECONDS: '120', WEBRTC_NEGOTIATION_TIMEOUT_SECONDS: '6' };

/** The native library tells of an interruption after about 5 s. */
const NOTICED_MS = 25_000;

describe('a client that restarts ICE', () => {
  let app: AppProcess;
  let journal: EventReader;
  let viewer: NativeViewer;

  beforeAll(async () => {
    app = await AppProcess.start({ fixtures: true, models: ['mirror'], env: ENV });
    journal = await EventReader.open(`${app.url}/events?since=0`);
  }, 90_000);

  afterAll(async () => {
    journal?.close();
    expect(await app?.stop()).toBe(0);
  }, 30_000);

  afterEach(async () => {
    await viewer.kill();
    await fetch(`${app.url}/stop_session`, { method: 'POST' });
    await app.becomes('ready', NOTICED_MS);
  }, 60_000);

  const join = async (relayed: boolean): Promise<number> => {
    viewer = new NativeViewer();
    const { connectionId } = await viewer.join(app.url, { relayed });
    await viewer.sees(10);
    await viewer.command('set_shade', { shade: 250 });
    await until('the shade', async () => (await viewer.look()).luma > 200);
    return connectionId;
  };
  /** Of this connection, so far. */
  const told = (connectionId: number): string[] =>
    journal.events
      .filter(({ data }) => data.detail['conn_id'] === connectionId && data.event.startsWith('connection_'))
      .map(({ data }) => data.event);
  const goesOn = async (connectionId: number): Promise<void> => {
    const { heard } = await viewer.look();
    await viewer.command('shout', { text: 'still here' });
    // The broadcast and the reply, over the channels that it opened at first.
    await viewer.hears('heard', (heard['heard'] ?? 0) + 2);
    await viewer.sees(20);
    const { tracks, luma, connection } = await viewer.look();
    expect([tracks, connection]).toEqual([1, 'connected']);
    expect(luma).toBeGreaterThan(200);
    expect(told(connectionId).filter((event) => event !== 'connection_answered')).toEqual(['connection_opened']);
    expect(await app.metric('runtime_connections_active')).toBe(1);
    expect(await app.session()).toMatchObject({ state: 'streaming' });
  };

  it('is answered by the end it knows, and sees, hears and commands on', async () => {
    const connectionId = await join(false);
    const { before, after } = await viewer.restart();
    expect(after.iceName).not.toBe(before.iceName);
    expect({ ...after, iceName: '' }).toEqual({ ...before, iceName: '' });
    await goesOn(connectionId);
    const again = await viewer.restart();
    expect(again.after.fingerprint).toBe(before.fingerprint);
    await goesOn(connectionId);
    expect(await app.metric('reactor_renegotiations_total')).toBe(2);
  }, 90_000);

  it('because its network was away goes on where it was, on another way', async () => {
    const connectionId = await join(true);
    await viewer.throttle(0);
    await until('the interruption', async () => (await viewer.look()).connection === 'disconnected', NOTICED_MS);
    await viewer.restart();
    await until('the way', async () => (await viewer.look()).connection === 'connected', NOTICED_MS);
    await goesOn(connectionId);
  }, 90_000);

  it('and never connects is given up in time', async () => {
    const connectionId = await join(true);
    await viewer.throttle(0);
    await until('the interruption', async () => (await viewer.look()).connection === 'disconnected', NOTICED_MS);
    await viewer.restart({ deaf: true });
    await until('its end', () => told(connectionId).at(-1) === 'connection_closed', NOTICED_MS);
    // On a busy machine the server's side of the library takes up to 15 s to tell of the interruption; then the silence of
    // the client is noticed first.
    expect(app.log).toMatch(/no connection within 6000 ms of its ICE restart|silent for 20000 ms/);
    await app.becomes('orphaned', NOTICED_MS);
  }, 90_000);
});
