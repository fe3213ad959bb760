import { describe, expect, it } from '@jest/globals';
import type { AccessToken } from './access-token.js';
import { apiAddress } from './api-address.js';
import { ReactorApi } from './reactor-api.js';
import type { UploadProgress } from './upload-progress.js';

interface Call {
  readonly url: string;
  readonly method: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

function apiThatAnswers(...answers: (Response | Error)[]): { api: ReactorApi; calls: Call[] } {
  return apiWithToken(undefined, ...answers);
}

function apiWithToken(token: AccessToken | undefined, ...answers: (Response | Error)[]) {
  const calls: Call[] = [];
  const fetch: typeof globalThis.fetch = async (url, request) => {
    const { method = 'GET', body, headers = {}, signal } = request ?? {};
    calls.push({ url: url as string, method, body, headers: headers as Record<string, string> });
    signal?.throwIfAborted();
    const answer = answers.shift();
    if (answer instanceof Response) return answer;
    throw answer ?? new Error('nothing more was expected');
  };
  return { api: new ReactorApi(apiAddress('https://host/', undefined), token, fetch), calls };
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

describe('ReactorApi', () => {
  it('reads the health of a model that is gone, which comes with 503', async () => {
    const { api } = apiThatAnswers(
      json(503, { status: 'unhealthy', state: 'terminated', detail: 'session terminated' }),
    );
    expect(await api.health()).toEqual({ state: 'terminated' });
  });

  it.each<[string, Response | Error, string]>([
    ['nothing listens', new TypeError('fetch failed'), 'unreachable'],
    ['a proxy answers with a page', new Response('<h1>502</h1>', { status: 502 }), 'unreachable'],
    ['another server answers', json(200, { hello: 'world' }), 'not_a_reactor'],
    ['nothing is there', new Response('', { status: 404 }), 'not_a_reactor'],
    ['a proxy asks who it is', new Response('', { status: 401 }), 'unauthorized'],
    ['a guard says no', json(403, { statusCode: 403, message: 'Forbidden resource' }), 'forbidden'],
    ['the application asks who it is', json(401, { code: 'unauthorized', detail: 'who?' }), 'unauthorized'],
    ['the model is unknown', json(404, { code: 'unknown_model', detail: 'no model is called "x"' }), 'unknown_model'],
  ])('says so when %s', async (_, answer, code) => {
    await expect(apiThatAnswers(answer).api.health()).rejects.toMatchObject({ code });
  });

  it('uploads in two steps and names the file by the id it was given', async () => {
    const { api, calls } = apiThatAnswers(
      json(201, { presigned_id: 'u1', presigned_url: 'http://host/uploads/u1', path: 'sessions/s/uploads/u1/a.png' }),
      new Response(null, { status: 200 }),
    );
    const file = new File([new Uint8Array(3)], 'a.png', { type: 'image/png' });
    expect(await api.upload('s', file)).toEqual({ upload_id: 'u1', name: 'a.png', size: 3, mime_type: 'image/png' });
    expect(calls.map(({ url, method }) => `${method} ${url}`)).toEqual([
      'POST https://host/sessions/s/uploads',
      'PUT https://host/uploads/u1',
    ]);
    expect(JSON.parse(calls[0]!.body as string)).toEqual({ name: 'a.png', size: 3, mime_type: 'image/png' });
    expect(calls[1]!.body).toBe(file);
  });

  it.each([
    ['http://inner:8080/uploads/u1', 'https://host/uploads/u1'],
    ['/uploads/u1', 'https://host/uploads/u1'],
    ['https://bucket.example/reactor/u1?signature=x', 'https://bucket.example/reactor/u1?signature=x'],
  ])('sends a file for %s to %s', async (presigned_url, place) => {
    const { api, calls } = apiThatAnswers(
      json(201, { presigned_id: 'u1', presigned_url }),
      new Response(null, { status: 200 }),
    );
    await api.upload('s', new File(['x'], 'a'));
    expect(calls[1]!.url).toBe(place);
  });

  it('shows its token to the server, and to no other host', async () => {
    const tokens = ['first', 'second', 'third'];
    const { api, calls } = apiWithToken(
      () => tokens.shift()!,
      json(200, { state: 'available' }),
      json(201, { presigned_id: 'u1', presigned_url: 'https://bucket.example/reactor/u1' }),
      new Response(null, { status: 200 }),
    );
    await api.health();
    await api.upload('s', new File(['x'], 'a'));
    expect(calls.map(({ headers }) => headers['authorization'])).toEqual(['Bearer first', 'Bearer second', undefined]);
  });

  it('says when all bytes are sent, also where only fetch is there', async () => {
    const { api } = apiThatAnswers(
      json(201, { presigned_id: 'u1', presigned_url: '/uploads/u1' }),
      new Response(null, { status: 200 }),
    );
    const file = new File(['four'], 'a');
    const progress: UploadProgress[] = [];
    await api.upload('s', file, { onProgress: (step) => progress.push(step) });
    expect(progress).toEqual([{ file, sentBytes: 4, totalBytes: 4 }]);
  });

  it('is told to stop', async () => {
    const { api } = apiThatAnswers(json(201, { presigned_id: 'u1', presigned_url: '/uploads/u1' }));
    const stopped = api.upload('s', new File(['x'], 'a'), { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ code: 'upload_aborted' });
  });

  it('gives a file of unknown type a type', async () => {
    const { api } = apiThatAnswers(
      json(201, { presigned_id: 'u1', presigned_url: '/uploads/u1' }),
      new Response(null, { status: 200 }),
    );
    expect(await api.upload('s', new File(['x'], 'notes'))).toMatchObject({ mime_type: 'application/octet-stream' });
  });

  it.each<[string, File, Response[], string]>([
    ['an empty file without asking', new File([], 'a'), [], 'upload_failed'],
    ['what the server refuses', new File(['x'], 'a'), [json(413, { code: 'too_large', detail: 'big' })], 'too_large'],
    [
      'bytes the server refuses',
      new File(['x'], 'a'),
      [json(201, { presigned_id: 'u', presigned_url: '/uploads/u' }), new Response(null, { status: 400 })],
      'upload_failed',
    ],
  ])('refuses %s', async (_, file, answers, code) => {
    await expect(apiThatAnswers(...answers).api.upload('s', file)).rejects.toMatchObject({ code });
  });
});
