import type { ModelRoutes } from '../server/model-routes.js';

/** Starts the session where none runs. Another client that starts it at the same time is fine. */
export async function ensureSession(routes: ModelRoutes): Promise<void> {
  const { state } = await routes.json('session');
  if (state === 'ready') await routes.request('start_session', jsonBody({}));
}

/** Posts an offer of a client that names no connection; the answer has the server's candidates in it. */
export async function postOffer(routes: ModelRoutes, sdp: string): Promise<string> {
  const answer = await routes.json('sdp_params', jsonBody({ sdp, type: 'offer' }));
  return answer['sdp'] as string;
}

function jsonBody(body: object): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
