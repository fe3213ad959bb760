import {
  type Role,
  type SessionDescriptor,
  type SignalingRequest,
  SOCKET_TOPICS,
  type Topic,
} from '@nestjs-reactor/protocol';
import { toClientError } from '../client-error.js';
import type { Entry, SessionWish } from '../session-status.js';
import type { SignalingSocket } from '../signaling/signaling-socket.js';

/** Which session a client wants: one it was in before, or what it wishes for. */
export interface Goal {
  readonly model: string | undefined;
  readonly wish: SessionWish;
  /** To be sent what the model attaches to its frames. */
  readonly frameMetadata: boolean;
  /** Of the waiting room: the client joins the session that it has, or that is held for it. */
  readonly ticket?: { readonly id: string; readonly had: boolean } | undefined;
  /** The ticket that was kept, for a session that is named. */
  readonly visitor?: string | undefined;
  readonly sessionId?: string;
  /** A session that this client started, without coming to media in it. */
  readonly started?: { readonly id: string; readonly entry: Entry } | undefined;
}

/** The server's answer to a join. */
export interface Joined {
  readonly session: SessionDescriptor;
  readonly connectionId: number;
  readonly iceServers: RTCIceServer[];
  readonly entry: Entry;
  /** Undefined: the server does not say, and everything is allowed. */
  readonly roles: readonly Role[] | undefined;
}

type How = Pick<SignalingRequest<'join'>, 'session_id' | 'start' | 'own' | 'ticket'>;

/** Back into the session it was in; else into the one that it wishes for. Rejects with the refusal. */
export async function joinSession(socket: SignalingSocket, goal: Goal): Promise<Joined> {
  const { model, wish, frameMetadata, ticket, visitor, sessionId, started } = goal;
  const shown = visitor === undefined ? {} : { ticket: visitor };
  const named = model === undefined ? {} : { model };
  const subscribe: Topic[] = SOCKET_TOPICS.filter((topic) => topic !== 'metadata' || frameMetadata);
  const ask = async (entry: Entry, how: How): Promise<Joined> => {
    const answer = await socket.request({ type: 'join', ...named, ...how, subscribe });
    const { session, connection_id: connectionId, ice_servers, roles } = answer;
    return { session, connectionId, entry, iceServers: ice_servers.map(toIceServer), roles };
  };
  const fresh: Entry = sessionId === undefined ? 'fresh' : 'replaced';
  if (ticket !== undefined) return await ask(ticket.had ? 'resumed' : fresh, { ticket: ticket.id });
  if (sessionId !== undefined) {
    const resumed = await ask('resumed', { session_id: sessionId, ...shown }).catch(orNone);
    if (resumed !== undefined) return resumed;
  }
  if (started !== undefined) {
    const again = await ask(started.entry, { session_id: started.id, ...shown }).catch(orNone);
    if (again !== undefined) return again;
  }
  if (wish === 'own') return await ask(fresh, { own: true });
  if (wish === 'watch') return await ask('adopted', { start: false });
  if (wish !== 'running' && sessionId === undefined) return await ask('adopted', { session_id: wish.id, ...shown });
  const adopted = await ask('adopted', { start: false }).catch(orNone);
  return adopted ?? (await ask(fresh, {}));
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
