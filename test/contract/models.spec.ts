import { afterEach, expect, it } from '@jest/globals';
import { Echo } from './support/echo.model.js';
import { Gallery } from './support/gallery.model.js';
import { Camera } from './support/camera.model.js';
import { ReactorUnderTest } from './support/reactor-under-test.js';
import { SignalingSocket } from './support/signaling-socket.js';

let server: ReactorUnderTest;

afterEach(() => server.close());

it('lists the models of the server, which is the default one, and which are free', async () => {
  server = await ReactorUnderTest.start({ models: [Echo, Camera] });
  const free = { default: false, state: 'available', viewers: 0, page: '?model=camera', name: 'camera' };
  const { status, headers, json } = await server.get('/list_models');
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(json).toEqual({
    models: [{ name: 'echo', default: true, state: 'available', viewers: 0, page: '?model=echo' }, free],
  });
  const socket = await SignalingSocket.open(server.url);
  await socket.ask({ type: 'join', model: 'echo' });
  expect((await server.get('/list_models')).json).toEqual({
    models: [{ name: 'echo', default: true, state: 'serving', viewers: 1, page: '?model=echo' }, free],
  });
  socket.close();
});

it('says of a model with several instances how many sessions run of how many', async () => {
  server = await ReactorUnderTest.start({ models: [Echo], session: { instances: 2 } });
  const usage = async (): Promise<object> => {
    const [model] = ((await server.get('/list_models')).json as { models: Record<string, unknown>[] }).models;
    const { state, sessions, instances, visitors } = model!;
    return { state, sessions, instances, visitors };
  };
  expect(await usage()).toEqual({ state: 'available', sessions: 0, instances: 2, visitors: 'own' });
  const sockets = [await SignalingSocket.open(server.url), await SignalingSocket.open(server.url)];
  await sockets[0]!.ask({ type: 'join', own: true });
  expect(await usage()).toEqual({ state: 'available', sessions: 1, instances: 2, visitors: 'own' });
  await sockets[1]!.ask({ type: 'join', own: true });
  expect(await usage()).toEqual({ state: 'serving', sessions: 2, instances: 2, visitors: 'own' });
  for (const socket of sockets) socket.close();
});

it('names no page where none is served, and is under no model', async () => {
  server = await ReactorUnderTest.start({ models: [Gallery], signaling: { playground: false } });
  expect(Object.keys(((await server.get('/list_models')).json as { models: object[] }).models[0]!)).not.toContain(
    'page',
  );
  expect((await server.get('/models/gallery/list_models')).status).toBe(404);
});

it('asks who it is, as the schema does', async () => {
  const asked: unknown[] = [];
  server = await ReactorUnderTest.start({
    signaling: {
      authorize: ({ action }) => {
        asked.push(action);
        return false;
      },
    },
  });
  expect((await server.get('/list_models')).status).toBe(401);
  expect(asked).toEqual(['schema']);
});
