import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { Gallery } from './support/gallery.model.js';
import { OFFER_2_12 } from './support/offers.js';
import { ReactorUnderTest, type ReactorUnderTestOptions } from './support/reactor-under-test.js';
import { SignalingSocket } from './support/signaling-socket.js';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');

let directory: string;
let server: ReactorUnderTest;
let session: string;

async function start(options: ReactorUnderTestOptions = {}): Promise<void> {
  server = await ReactorUnderTest.start({ models: [Gallery], ...options, uploads: { directory, ...options.uploads } });
  session = ((await server.post('/start_session', {})).json as { session_id: string }).session_id;
}

/** Sizes of the files that lie on the disk. */
function stored(): number[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).size);
}

interface Ticket {
  readonly presigned_id: string;
  readonly presigned_url: string;
  readonly path: string;
}

async function announce(name: string, size: number, mime_type: string, more: object = {}): Promise<Ticket> {
  const { status, json } = await server.post(`/sessions/${session}/uploads`, { name, size, mime_type, ...more });
  expect(status).toBe(201);
  return json as Ticket;
}

async function put(url: string, bytes: Uint8Array | string, type = 'application/octet-stream'): Promise<Response> {
  return await fetch(url, { method: 'PUT', body: bytes as BodyInit, headers: { 'content-type': type } });
}

async function upload(name: string, bytes: Uint8Array | string, type: string): Promise<string> {
  const { presigned_id, presigned_url } = await announce(name, bytes.length, type);
  expect((await put(presigned_url, bytes, type)).status).toBe(200);
  return presigned_id;
}

function reference(upload_id: string): object {
  return { upload_id, name: 'x', mime_type: 'x', size: 1 };
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'uploads-contract-'));
});
afterEach(async () => {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('POST /sessions/{id}/uploads', () => {
  it('answers with where to send the file, on the host that the client named', async () => {
    await start();
    const { status, json } = await server.post(`/sessions/${session}/uploads`, {
      name: 'cat.png',
      size: 4,
      mime_type: 'image/png',
    });
    expect(status).toBe(201);
    const { presigned_id } = json as Ticket;
    expect(presigned_id).toMatch(/^[0-9a-f]{32}$/);
    expect(json).toEqual({
      presigned_id,
      presigned_url: `${server.url}/uploads/${presigned_id}`,
      path: `sessions/${session}/uploads/${presigned_id}/cat.png`,
    });
  });

  it('takes a proxy’s word for the host only where the application does', async () => {
    await start();
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'reactor.example' };
    const body = { name: 'a', size: 1, mime_type: 'a/b' };
    const untrusting = await server.post(`/sessions/${session}/uploads`, body, headers);
    expect((untrusting.json as Ticket).presigned_url).toMatch(`${server.url}/uploads/`);
    server.trustProxy();
    const trusting = await server.post(`/sessions/${session}/uploads`, body, headers);
    expect((trusting.json as Ticket).presigned_url).toMatch(/^https:\/\/reactor\.example\/uploads\/[0-9a-f]{32}$/);
  });

  it('keeps a name out of every path', async () => {
    await start();
    const { presigned_id, presigned_url } = await announce('../../../evil', 4, 'text/plain');
    expect(presigned_url).toBe(`${server.url}/uploads/${presigned_id}`);
    await put(presigned_url, 'abcd');
    const [root = ''] = readdirSync(directory);
    expect(readdirSync(join(directory, root))).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  });

  it('lets a client choose the id', async () => {
    await start();
    expect(await announce('b', 1, 'a/b', { upload_id: null })).toMatchObject({
      presigned_id: expect.stringMatching(/./),
    });
    expect(await announce('a', 1, 'a/b', { upload_id: 'my-own_id1' })).toMatchObject({
      presigned_id: 'my-own_id1',
      presigned_url: `${server.url}/uploads/my-own_id1`,
    });
  });

  it.each([
    [{ name: '', size: 1, mime_type: 'a/b' }, 400, { detail: 'name is required', code: 'bad_upload', field: 'name' }],
    [
      { name: 'a', size: 1, mime_type: '' },
      400,
      { detail: 'mime_type is required', code: 'bad_upload', field: 'mime_type' },
    ],
    [{ name: 'a', size: 0, mime_type: 'a/b' }, 400, { detail: 'size must be > 0', code: 'bad_upload', field: 'size' }],
    [{ name: 'a', size: -5, mime_type: 'a/b' }, 400, { detail: 'size must be > 0', code: 'bad_upload', field: 'size' }],
    [{ name: 'a', size: 1, mime_type: 'a/b', upload_id: '../x' }, 400, { code: 'bad_upload', field: 'upload_id' }],
    [{ name: 'a', size: 1, mime_type: 'a/b', upload_id: '' }, 400, { code: 'bad_upload', field: 'upload_id' }],
    [{ name: 'a', size: 101, mime_type: 'a/b' }, 413, { code: 'upload_too_large', field: 'size' }],
    [{ size: 1, mime_type: 'a/b' }, 422, { code: 'bad_message', field: 'name' }],
    [{ name: 'a', size: '1', mime_type: 'a/b' }, 422, { code: 'bad_message', field: 'size' }],
    [{ name: 'a', size: 1.5, mime_type: 'a/b' }, 422, { code: 'bad_message', field: 'size' }],
    [[], 422, { code: 'bad_message' }],
    ['nonsense', 422, { code: 'not_json' }],
  ])('refuses %j with %i', async (body, status, reply) => {
    await start({ uploads: { maxFileBytes: 100 } });
    const { status: got, json } = await server.post(`/sessions/${session}/uploads`, body);
    expect(got).toBe(status);
    expect(json).toMatchObject(reply);
  });

  it('refuses a name of more than 1024 characters', async () => {
    await start();
    const body = { name: 'a'.repeat(1_025), size: 1, mime_type: 'a/b' };
    const { status, json } = await server.post(`/sessions/${session}/uploads`, body);
    expect([status, json]).toEqual([
      422,
      { detail: 'name must be at most 1024 characters', code: 'bad_message', field: 'name' },
    ]);
  });

  it('refuses an id that is taken', async () => {
    await start();
    await announce('a', 1, 'a/b', { upload_id: 'mine' });
    const { status, json } = await server.post(`/sessions/${session}/uploads`, {
      name: 'b',
      size: 1,
      mime_type: 'a/b',
      upload_id: 'mine',
    });
    expect([status, json]).toEqual([
      409,
      { detail: 'Upload id already reserved', code: 'upload_conflict', field: 'upload_id' },
    ]);
  });

  it.each([
    ['files', { maxFiles: 1 }],
    ['bytes', { maxSessionBytes: 7 }],
  ])('refuses more %s than a session may have', async (_what, uploads) => {
    await start({ uploads });
    await announce('a', 4, 'a/b');
    const { status, json } = await server.post(`/sessions/${session}/uploads`, {
      name: 'b',
      size: 4,
      mime_type: 'a/b',
    });
    expect([status, json]).toMatchObject([429, { code: 'upload_limit' }]);
  });

  it('needs a session that runs', async () => {
    await start();
    const body = { name: 'a', size: 1, mime_type: 'a/b' };
    const other = await server.post('/sessions/00000000-0000-4000-8000-000000000000/uploads', body);
    expect([other.status, other.json]).toMatchObject([404, { code: 'unknown_session' }]);
    await server.post('/stop_session');
    await until('the end', async () => (await server.stateOf()) === 'ready');
    const ended = await server.post(`/sessions/${session}/uploads`, body);
    expect([ended.status, ended.json]).toMatchObject([400, { code: 'no_session' }]);
  });

  it('serves each model under its name', async () => {
    await start();
    const { status, json } = await server.post(`/models/gallery/sessions/${session}/uploads`, {
      name: 'a',
      size: 4,
      mime_type: 'a/b',
    });
    expect(status).toBe(201);
    expect((await put((json as Ticket).presigned_url, 'abcd')).status).toBe(200);
  });
});

describe('PUT /uploads/{id}', () => {
  it.each(['image/png', 'application/json', 'application/x-www-form-urlencoded', 'text/plain'])(
    'takes the bytes as they are under the type %s, with an empty reply',
    async (type) => {
      await start();
      const { presigned_url } = await announce('a', 5, type);
      const response = await put(presigned_url, '{"a":', type);
      expect([response.status, await response.text()]).toEqual([200, '']);
      expect(stored()).toEqual([5]);
    },
  );

  it('answers a browser’s preflight', async () => {
    await start();
    const response = await fetch(`${server.url}/uploads/any`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'content-type',
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-methods')).toContain('PUT');
    expect(response.headers.get('access-control-allow-headers')).toBe('content-type');
  });

  it.each([
    ['abc', 'expected 4 bytes, got 3'],
    ['abcde', 'expected 4 bytes, got 5'],
  ])('refuses %j where four bytes were announced, and takes the right ones then', async (bytes, detail) => {
    await start();
    const { presigned_url } = await announce('a', 4, 'a/b');
    const response = await put(presigned_url, bytes);
    expect([response.status, await response.json()]).toEqual([400, { detail, code: 'bad_upload' }]);
    expect(stored()).toEqual([]);
    expect((await put(presigned_url, 'abcd')).status).toBe(200);
  });

  it.each([
    [['ab', 'c'], 'expected 4 bytes, got 3'],
    [['abc', 'de'], 'expected 4 bytes, got more'],
  ])('refuses %j in pieces of no announced length', async (pieces, detail) => {
    await start();
    const { presigned_url } = await announce('a', 4, 'a/b');
    const { status, json } = await putInPieces(presigned_url, pieces);
    expect([status, json]).toEqual([400, { detail, code: 'bad_upload' }]);
    expect(stored()).toEqual([]);
  });

  it('knows only what was announced', async () => {
    await start();
    const response = await put(`${server.url}/uploads/nobody`, 'abcd');
    expect([response.status, await response.json()]).toEqual([
      404,
      { detail: 'Upload not found', code: 'unknown_upload' },
    ]);
  });

  it('takes a file once', async () => {
    await start();
    const { presigned_url } = await announce('a', 4, 'a/b');
    await put(presigned_url, 'abcd');
    const again = await put(presigned_url, 'efgh');
    expect([again.status, await again.json()]).toEqual([
      409,
      { detail: 'Upload already completed', code: 'upload_conflict' },
    ]);
  });

  it('leaves nothing of a client that breaks off, and takes the file when it comes again', async () => {
    await start();
    const { presigned_id, presigned_url } = await announce('a', 8, 'a/b');
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(`PUT /uploads/${presigned_id} HTTP/1.1\r\nHost: h\r\nContent-Length: 8\r\n\r\nabc`);
    await until('a part of the file', () => stored().includes(3));
    socket.destroy();
    await until('the part gone', () => stored().length === 0);
    expect((await put(presigned_url, 'abcdefgh')).status).toBe(200);
  });
});

describe('a command that names a file', () => {
  it('reaches the model with its bytes, its claimed type and its real one', async () => {
    await start();
    const socket = await SignalingSocket.open(server.url);
    await socket.ask({ type: 'join' });
    const id = await upload('cat.jpg', PNG, 'image/jpeg');
    const reply = await socket.ask({ type: 'command', name: 'show', uploads: { image: reference(id) } });
    expect(reply).toMatchObject({
      type: 'reply',
      message: {
        type: 'seen',
        data: { name: 'cat.jpg', claimed: 'image/jpeg', looks_like: 'image/png', text: PNG.toString('latin1') },
      },
    });
  });

  it('may set a field of the state', async () => {
    await start();
    const socket = await SignalingSocket.open(server.url);
    await socket.ask({ type: 'join' });
    const id = await upload('note.txt', 'hello', 'text/plain');
    expect(
      await socket.ask({ type: 'command', name: 'set_picture', uploads: { picture: reference(id) } }),
    ).toMatchObject({
      type: 'reply',
    });
    expect(await socket.ask({ type: 'command', name: 'current' })).toMatchObject({
      message: { data: { name: 'note.txt', text: 'hello' } },
    });
  });

  it('is refused with what to do where the reference is among the arguments', async () => {
    await start();
    const socket = await SignalingSocket.open(server.url);
    await socket.ask({ type: 'join' });
    const id = await upload('note.txt', 'hello', 'text/plain');
    expect(await socket.ask({ type: 'command', name: 'show', args: { image: reference(id) } })).toEqual({
      type: 'error',
      error: {
        code: 'invalid_command',
        message: 'show: image is a file; upload it first, then reference it in "uploads", not in the arguments',
        field: 'image',
        fields: [
          {
            field: 'image',
            message: 'image is a file; upload it first, then reference it in "uploads", not in the arguments',
          },
        ],
      },
    });
  });

  it('waits for bytes that are still coming, and others overtake it', async () => {
    await start();
    const socket = await SignalingSocket.open(server.url);
    await socket.ask({ type: 'join' });
    const waiting = socket.send({ type: 'command', name: 'show', uploads: { image: reference('to-come') } });
    expect(await socket.ask({ type: 'command', name: 'current' })).toMatchObject({ error: { code: 'nothing' } });
    expect(socket.told.some((message) => message.request_id === waiting)).toBe(false);
    const { presigned_url } = await announce('late.txt', 4, 'text/plain', { upload_id: 'to-come' });
    await put(presigned_url, 'late');
    expect(await socket.answerTo(waiting)).toMatchObject({ message: { data: { name: 'late.txt', text: 'late' } } });
  });

  it('is refused when they never come, and frees its place among those that wait', async () => {
    await start({ uploads: { waitTimeoutMs: 50 }, session: { maxQueuedCommands: 1 } });
    const socket = await SignalingSocket.open(server.url);
    await socket.ask({ type: 'join' });
    const waiting = socket.send({ type: 'command', name: 'show', uploads: { image: reference('never') } });
    expect(await socket.ask({ type: 'command', name: 'current' })).toMatchObject({ error: { code: 'queue_full' } });
    expect(await socket.answerTo(waiting)).toMatchObject({
      type: 'error',
      error: { code: 'unresolved_upload', field: 'image' },
    });
    expect(await socket.ask({ type: 'command', name: 'current' })).toMatchObject({ error: { code: 'nothing' } });
  });

  it('works over a data channel too', async () => {
    await start();
    const id = await upload('note.txt', 'hello', 'text/plain');
    await server.post(`/sessions/${session}/transport/webrtc/connections/1002/sdp_params`, {
      ...OFFER_2_12,
      track_mapping: [OFFER_2_12.track_mapping[0]],
    });
    const { peer } = server.engine;
    peer.connect();
    const command = { type: 'show', data: {}, uploads: { image: reference(id) } };
    peer.data.says(JSON.stringify({ scope: 'application', data: command }));
    await until('a reply', () => peer.data.sent.length > 0);
    expect(JSON.parse(String(peer.data.sent[0]))).toEqual({
      scope: 'application',
      data: {
        type: 'seen',
        data: { name: 'note.txt', claimed: 'text/plain', looks_like: 'text/plain', text: 'hello' },
      },
    });
  });
});

describe('a client that says a file is uploaded', () => {
  it('over a socket, is accepted once the model was told', async () => {
    await start();
    const socket = await SignalingSocket.open(server.url);
    await socket.ask({ type: 'join' });
    const said = socket.send({ type: 'file_uploaded', upload_id: 'soon' });
    const { presigned_url } = await announce('note.txt', 5, 'text/plain', { upload_id: 'soon' });
    await put(presigned_url, 'hello');
    expect(await socket.answerTo(said)).toEqual({ type: 'accepted' });
    expect(await until('the hook', () => socket.told.find((message) => message.type === 'message'))).toMatchObject({
      message: { type: 'seen', data: { name: 'note.txt', text: 'hello' } },
    });
  });

  it('over a data channel, has the model’s hook run', async () => {
    await start();
    const id = await upload('note.txt', 'hello', 'text/plain');
    await server.post(`/sessions/${session}/transport/webrtc/connections/1002/sdp_params`, {
      ...OFFER_2_12,
      track_mapping: [OFFER_2_12.track_mapping[0]],
    });
    const { peer } = server.engine;
    peer.connect();
    peer.data.says(JSON.stringify({ scope: 'runtime', data: { type: 'fileUploaded', data: reference(id) } }));
    await until('the hook', () => peer.data.sent.length > 0);
    expect(JSON.parse(String(peer.data.sent[0]))).toMatchObject({ data: { type: 'seen', data: { name: 'note.txt' } } });
  });
});

describe('files go', () => {
  it('with their session, ids included', async () => {
    await start();
    const id = await upload('note.txt', 'hello', 'text/plain');
    expect(stored()).toEqual([5]);
    await server.post('/stop_session');
    await until('the end', async () => (await server.stateOf()) === 'ready');
    expect(stored()).toEqual([]);
    expect((await put(`${server.url}/uploads/${id}`, 'hello')).status).toBe(404);
  });

  it('with the server', async () => {
    await start();
    await upload('note.txt', 'hello', 'text/plain');
    await server.close();
    expect(readdirSync(directory)).toEqual([]);
  });
});

/** A body in chunks, without a Content-Length. */
function putInPieces(url: string, pieces: readonly string[]): Promise<{ status: number; json: unknown }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'PUT' }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, json: JSON.parse(text) as unknown }));
    });
    request.on('error', reject);
    for (const piece of pieces) request.write(piece);
    request.end();
  });
}
