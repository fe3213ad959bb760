import type { SessionDescriptor, SignalingRequest } from '@nestjs-reactor/protocol';
import { TOPICS } from '@nestjs-reactor/protocol';
import { toClientError } from '../client-error.js';
import type { Entry } from '../session-status.js';
import type { SignalingSocket } from '../signaling/signaling-socket.js';

/** Which session a client wants: one it was in before, or whichever there is. */
export interface Goal {
  readonly model: string | undefined;
  readonly sessionId?: string;
  /** A session that this client started, without coming to media in it. */
  readonly started?: { readonly id: string; readonly entry: Entry } | undefined;
}

/** The server's answer to a join. */
export interface Joined {
  readonly session: SessionDescriptor;
  readonly iceServers: RTCIceServer[];
  readonly entry: Entry;
}

type How = Pick<SignalingRequest<'join'>, 'session_id' | 'start'>;

/** Back into the session it was in; else into the one that runs; else into a new one. Rejects with the refusal. */
export async function joinSession(socket: SignalingSocket, { model, sessionId, started }: Goal): Promise<Joined> {
  const named = model === undefined ? {} : { model };
  const ask = async (entry: Entry, how: How): Promise<Joined> => {
    const { session, ice_servers } = await socket.request({ type: 'join', ...named, ...how, subscribe: [...TOPICS] });
    return { session, entry, iceServers: ice_servers.map(toIceServer) };
  };
  if (sessionId !== undefined) {
    const resumed = await ask('resumed', { session_id: sessionId }).catch(orNone);
    if (resumed !== undefined) return resumed;
  }
  const adopted = await ask('adopted', { start: false }).catch(orNone);
  if (adopted !== undefined && adopted.session.session_id === started?.id) return { ...adopted, entry: started.entry };
  return adopted ?? (await ask(sessionId === undefined ? 'fresh' : 'replaced', {}));
}

function orNone(error: unknown): undefined {
  const { code } = toClientError(error);
  if (code !== 'no_session' && code !== 'unknown_session') throw error;
}

function toIceServer({
  uris,
  credentials,
}: {
  readonly uris: readonly string[];
  readonly credentials?: { readonly username: string; readonly password: string };
}): RTCIceServer {
  return {
    urls: [...uris],
    ...(credentials === undefined ? {} : { username: credentials.username, credential: credentials.password }),
  };
}
