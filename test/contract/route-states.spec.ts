import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { Broken, SlowLoader } from './support/echo.model.js';
import { Lingering } from './support/lingering.model.js';
import { offerOf } from './support/player-offer.js';
import { OFFER_2_12, OFFER_2_2, OFFER_2_9 } from './support/offers.js';
import { ReactorUnderTest } from './support/reactor-under-test.js';

const MAPPING = { track_mapping: [OFFER_2_12.track_mapping[0]] };
const NUMBERED = { ...OFFER_2_12, ...MAPPING };
const SINGLE = { ...OFFER_2_9, ...MAPPING };
const FILE = { name: 'a.txt', size: 4, mime_type: 'text/plain' };
const NO_CANDIDATES = { candidates: [], is_final: true };

type State = 'created' | 'ready' | 'waiting' | 'streaming' | 'orphaned' | 'closing' | 'terminated';

/** A status, and the code of a refusal. */
type Outcome = number | `${number} ${string}`;

/** The columns: before, in and after a session. */
const STATES: readonly State[] = ['created', 'ready', 'waiting', 'streaming', 'orphaned', 'closing', 'terminated'];

const RUNNING = new Set<State>(['waiting', 'streaming', 'orphaned']);

const everywhere = (outcome: Outcome): Outcome[] => STATES.map(() => outcome);
/** What needs a session is refused where none runs. */
const inSession = (outcome: Outcome): Outcome[] =>
  STATES.map((state) => (RUNNING.has(state) ? outcome : '400 no_session'));

/** In an order in which none changes what the next one meets; `{S}` is the session's path. */
const ROUTES: readonly [
  method: string,
  path: string,
  body: object | string | undefined,
  outcomes: readonly Outcome[],
][] = [
  [
    'POST',
    '/start_session',
    {},
    ['503 model_loading', 200, 200, '409 session_busy', '409 session_busy', '409 session_busy', '503 model_terminated'],
  ],
  ['GET', '/session', undefined, everywhere(200)],
  ['GET', '/schema', undefined, everywhere(200)],
  ['GET', '/list_models', undefined, everywhere(200)],
  ['GET', '/metrics', undefined, everywhere(200)],
  ['GET', '/health', undefined, [200, 200, 200, 200, 200, 200, 503]],
  ['GET', '/events?since=x', undefined, everywhere('422 bad_message')],
  ['GET', '/ice_servers', undefined, everywhere(200)],
  ['GET', '/clips', undefined, everywhere('404 not_found')],
  ['GET', '/clips/chunks/r/init.mp4', undefined, everywhere('404 not_found')],
  ['PUT', '/uploads/never-announced', undefined, everywhere('404 unknown_upload')],
  ['GET', '{S}/stats', undefined, inSession(200)],
  ['POST', '{S}/uploads', FILE, inSession(201)],
  ['GET', '{S}/transport/webrtc/ice_servers', undefined, inSession(200)],
  ['POST', '{S}/transport/webrtc/connections', undefined, inSession(201)],
  ['GET', '{S}/transport/webrtc/connections/2000/sdp_params', undefined, inSession(202)],
  ['POST', '{S}/transport/webrtc/connections/2000/ice_candidates', NO_CANDIDATES, inSession(202)],
  ['POST', '{S}/transport/webrtc/connections/2000/sdp_params', NUMBERED, inSession(202)],
  ['PUT', '{S}/transport/webrtc/connections/2000/sdp_params', NUMBERED, inSession(202)],
  ['GET', '{S}/transport/webrtc/connections/2000/sdp_params', undefined, inSession(200)],
  ['POST', '{S}/transport/webrtc/ice_candidates', NO_CANDIDATES, inSession(202)],
  ['PUT', '{S}/transport/webrtc/sdp_params', SINGLE, inSession(202)],
  ['POST', '{S}/transport/webrtc/sdp_params', SINGLE, inSession(202)],
  ['GET', '{S}/transport/webrtc/sdp_params', undefined, inSession(200)],
  ['POST', '/sdp_params', OFFER_2_2, inSession(200)],
  ['PATCH', '/whep_peers/none', 'a=candidate:1', everywhere('404 unknown_peer')],
  ['DELETE', '/whep_peers/none', undefined, everywhere('404 unknown_peer')],
  ['POST', '/whip/none', offerOf('video sendonly'), everywhere('404 unknown_track')],
  ['PATCH', '/whip_peers/none', 'a=candidate:1', everywhere('404 unknown_peer')],
  ['DELETE', '/whip_peers/none', undefined, everywhere('404 unknown_peer')],
  [
    'POST',
    '/whep',
    offerOf('video recvonly'),
    ['503 model_loading', 201, 201, 201, 201, '409 session_busy', '503 model_terminated'],
  ],
  [
    'POST',
    '/stop_session',
    {},
    ['503 model_loading', '409 session_not_running', 200, 200, 200, '409 session_not_running', '503 model_terminated'],
  ],
];

/** A session, and a client that has made its offer. */
async function inNegotiation(): Promise<{ server: ReactorUnderTest; session: string }> {
  const entered = await inWait();
  await entered.server.post(`${entered.session}/transport/webrtc/connections/1999/sdp_params`, NUMBERED);
  return entered;
}

async function inWait(): Promise<{ server: ReactorUnderTest; session: string }> {
  const server = await ReactorUnderTest.start({ models: [Lingering] });
  const transport = await server.startSession();
  return { server, session: transport.replace('/transport/webrtc', '') };
}

/** Brings a server into a state. */
const ENTER: Readonly<Record<State, () => Promise<{ server: ReactorUnderTest; session?: string }>>> = {
  created: async () => ({ server: await ReactorUnderTest.start({ models: [SlowLoader], loading: true }) }),
  ready: async () => ({ server: await ReactorUnderTest.start({ models: [Lingering] }) }),
  waiting: inWait,
  streaming: async () => {
    const entered = await inNegotiation();
    entered.server.engine.peer.connect();
    return entered;
  },
  orphaned: async () => {
    const entered = await inNegotiation();
    entered.server.engine.peer.connect();
    entered.server.engine.peer.lose();
    return entered;
  },
  closing: async () => {
    const entered = await inNegotiation();
    await entered.server.post('/stop_session');
    return entered;
  },
  terminated: async () => ({ server: await ReactorUnderTest.start({ models: [Broken] }) }),
};

/** WHEP and WHIP take no JSON. */
function headersFor(path: string): Record<string, string> {
  if (/^\/wh[ei]p_peers/.test(path)) return { 'content-type': 'application/trickle-ice-sdpfrag', 'if-match': '*' };
  return /^\/wh[ei]p/.test(path) ? { 'content-type': 'application/sdp' } : {};
}

/** Ends it whatever its model waits for. */
async function close(server: ReactorUnderTest): Promise<void> {
  SlowLoader.finish();
  let closed = false;
  const closing = server.close().then(() => (closed = true));
  await until('the end', () => {
    Lingering.letGo();
    return closed;
  });
  await closing;
}

describe.each(STATES)('while a model is %s', (state) => {
  let server: ReactorUnderTest;
  let session: string;

  beforeAll(async () => {
    const entered = await ENTER[state]();
    server = entered.server;
    session = entered.session ?? '/sessions/none';
    expect(await server.stateOf()).toBe(state);
  });
  afterAll(() => close(server));

  // A session that was started where there was none is another column's.
  const rows = ROUTES.filter(([, path]) => state !== 'ready' || !['/start_session', '/whep'].includes(path));

  it.each(
    rows.map(([method, path, body, outcomes]) => [method, path, outcomes[STATES.indexOf(state)]!, body] as const),
  )('%s %s is %s', async (method, path, outcome, body) => {
    const { status, json } = await server.request(method, path.replace('{S}', session), body, headersFor(path));
    const { code } = (json ?? {}) as { code?: string };
    expect(code === undefined ? status : `${status} ${code}`).toBe(outcome);
    if (path === '/session') expect(json).toMatchObject({ state });
  });

  if (state !== 'ready') return;
  it('POST /start_session is 200', async () => {
    expect((await server.post('/start_session')).status).toBe(200);
    expect(await server.stateOf()).toBe('waiting');
  });
});
