import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { OFFER_2_12 } from './support/offers.js';
import { ReactorUnderTest } from './support/reactor-under-test.js';

let server: ReactorUnderTest;

beforeAll(async () => {
  server = await ReactorUnderTest.start();
});
afterAll(() => server.close());

it('takes 64 clients, refuses the 65th without harm to the others, and takes it in the place of one that left', async () => {
  const transport = await server.startSession();
  const offer = (id: number) => server.post(`${transport}/connections/${id}/sdp_params`, OFFER_2_12);
  for (let id = 2001; id <= 2064; id++) {
    expect((await offer(id)).status).toBe(202);
    server.engine.peer.connect();
  }
  expect(server.sessions.runtime().viewers).toBe(64);
  expect(await offer(2065)).toMatchObject({ status: 503, json: { code: 'connection_limit' } });
  expect((await server.post(`${transport}/connections`)).status).toBe(503);
  // One that is in may offer again.
  expect((await offer(2064)).status).toBe(202);
  server.engine.peer.connect();
  expect(server.sessions.runtime().viewers).toBe(64);
  server.engine.peer.lose();
  expect((await offer(2065)).status).toBe(202);
});
