import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeSocket } from '../testing/fake-socket.fixture.js';
import { SignalingSocket } from './signaling-socket.js';

async function open(raw: FakeSocket): Promise<SignalingSocket> {
  const opening = SignalingSocket.open(() => raw);
  raw.onopen?.();
  return await opening;
}

describe('SignalingSocket', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('pairs answers with requests, whatever their order', async () => {
    const raw = new FakeSocket();
    const socket = await open(raw);
    const first = socket.request({ type: 'publish', track: 'a' });
    const second = socket.request({ type: 'schema' });
    raw.say({ type: 'schema', schema: { x: 1 }, request_id: raw.sent[1]!.request_id });
    raw.say({ type: 'accepted', request_id: raw.sent[0]!.request_id });
    expect(await second).toMatchObject({ schema: { x: 1 } });
    expect(await first).toMatchObject({ type: 'accepted' });
  });

  it('rejects with the server’s refusal, field and all', async () => {
    const raw = new FakeSocket(() => ({
      type: 'error',
      error: { code: 'invalid_command', message: 'no', field: 'x' },
    }));
    const request = (await open(raw)).request({ type: 'command', name: 'set_x', args: {} });
    await expect(request).rejects.toMatchObject({ code: 'invalid_command', details: { field: 'x' } });
  });

  it('hands on what the server says unasked, and passes over what is no message', async () => {
    const raw = new FakeSocket();
    const socket = await open(raw);
    const heard: unknown[] = [];
    socket.onNotice = (notice) => heard.push(notice);
    for (const said of ['rubbish', '3', 'null', '[]', '{"type":"state","state":"streaming"}']) raw.say(said);
    expect(heard).toEqual([{ type: 'state', state: 'streaming' }]);
  });

  it('gives up on an answer that does not come', async () => {
    const request = (await open(new FakeSocket())).request({ type: 'ping' }, 8_000);
    const refused = expect(request).rejects.toMatchObject({ code: 'no_answer' });
    await jest.advanceTimersByTimeAsync(8_000);
    await refused;
  });

  it('fails what waits, and what is asked later, when the socket closes', async () => {
    const raw = new FakeSocket();
    const socket = await open(raw);
    const waiting = expect(socket.request({ type: 'ping' })).rejects.toMatchObject({
      code: 'socket_closed',
      details: { closeCode: 1013 },
    });
    raw.drop(1013, 'read faster');
    await waiting;
    await expect(socket.closed).resolves.toMatchObject({ message: 'read faster' });
    await expect(socket.request({ type: 'ping' })).rejects.toMatchObject({ code: 'socket_closed' });
  });

  it.each([
    [4401, 'unauthorized'],
    [4403, 'forbidden'],
    [4429, 'socket_limit'],
  ])('tells from the close code %d what the server refused: %s', async (closeCode, code) => {
    const raw = new FakeSocket();
    const request = expect((await open(raw)).request({ type: 'join' })).rejects.toMatchObject({ code, message: 'why' });
    raw.drop(closeCode, 'why');
    await request;
  });

  it('does not open on a server that refuses, or that is silent', async () => {
    const refusing = new FakeSocket();
    const refused = expect(SignalingSocket.open(() => refusing)).rejects.toMatchObject({ code: 'socket_blocked' });
    refusing.drop(1006);
    await refused;
    const silent = new FakeSocket();
    const late = expect(SignalingSocket.open(() => silent)).rejects.toMatchObject({ code: 'no_answer' });
    await jest.advanceTimersByTimeAsync(10_000);
    await late;
    expect(silent.closed).toBe(true);
  });

  it('refuses here what the server would close the socket for', async () => {
    const raw = new FakeSocket();
    const socket = await open(raw);
    const args = { text: 'x'.repeat(300_000) };
    await expect(socket.request({ type: 'command', name: 'set_x', args })).rejects.toMatchObject({
      code: 'message_too_large',
    });
    expect(raw.sent).toEqual([]);
  });
});
