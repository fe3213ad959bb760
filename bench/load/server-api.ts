/** @returns JSON, or the text of another reply, undefined for an empty one. Rejects with the status and what the server says. */
export async function requestServer(
  method: string,
  url: string,
  token: string | undefined,
  body?: object,
): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname}: ${response.status} ${text.slice(0, 200)}`);
  if (text === '') return undefined;
  return response.headers.get('content-type')?.includes('json') === true ? (JSON.parse(text) as unknown) : text;
}

/** Starts the session where none runs. Another client that starts it at the same time is fine. */
export async function ensureSession(url: string, token: string | undefined): Promise<void> {
  const { state } = (await requestServer('GET', `${url}/session`, token)) as { state: string };
  if (state === 'ready') await requestServer('POST', `${url}/start_session`, token, {});
}

/** Posts an offer of a client that names no connection; the answer has the server's candidates in it. */
export async function postOffer(url: string, token: string | undefined, sdp: string): Promise<string> {
  const answer = (await requestServer('POST', `${url}/sdp_params`, token, { sdp, type: 'offer' })) as { sdp: string };
  return answer.sdp;
}
