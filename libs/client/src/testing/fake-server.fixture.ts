import type {
  Role,
  SessionDescriptor,
  SignalingClientMessage,
  SignalingServerMessage,
  WaitingPlace,
} from '@nestjs-reactor/protocol';
import { ClientError } from '../client-error.js';
import type { TrackInfo } from '../media/media-link.js';
import type { Health } from '../http/reactor-api.js';
import type { ClientPorts } from '../client-ports.js';
import { SignalingSocket } from '../signaling/signaling-socket.js';
import { FakeLink } from './fake-link.fixture.js';
import { FakeSocket } from './fake-socket.fixture.js';

type Answer = SignalingServerMessage | undefined;

/** A server with one session at a time, as far as a client can tell. */
export class FakeServer {
  health: Health['state'] = 'available';
  /** The running session. */
  session: string | undefined;
  reachable = true;
  tracks: TrackInfo[] = [{ name: 'main_video', kind: 'video', direction: 'recvonly' }];
  schema: Record<string, unknown> = {};
  /** Roles of a client that joins; undefined: everything is allowed. */
  roles: Role[] | undefined;
  /** Of a client that waits; undefined: there is no waiting room. */
  place: WaitingPlace | undefined;
  /** A refusal instead of the usual answer, by type of message; used once. */
  readonly refusals = new Map<string, string>();
  readonly sockets: FakeSocket[] = [];
  readonly links: FakeLink[] = [];
  private sessions = 0;

  readonly uploaded: string[] = [];

  readonly ports: ClientPorts = {
    api: {
      health: async () => {
        this.reach();
        return { state: this.health, hasWaitingRoom: this.place !== undefined };
      },
      schema: async () => this.schema,
      upload: async (_, file, options) => {
        const { name, size, type } = file;
        if (size === 0) throw ClientError.own('upload_failed', `${name} is empty`);
        this.uploaded.push(name);
        options?.onProgress?.({ file, sentBytes: size, totalBytes: size });
        return { upload_id: `u${this.uploaded.length}`, name, size, mime_type: type };
      },
    },
    openSocket: async () => {
      this.reach();
      return await SignalingSocket.open(() => {
        const socket = new FakeSocket((message) => this.answer(message));
        this.sockets.push(socket);
        void Promise.resolve().then(() => socket.onopen?.());
        return socket;
      });
    },
    createLink: (iceServers, tracks) => {
      const link = new FakeLink(iceServers, tracks);
      this.links.push(link);
      return link;
    },
  };

  get socket(): FakeSocket {
    return this.sockets.at(-1)!;
  }

  get link(): FakeLink {
    return this.links.at(-1)!;
  }

  /** Types of the messages that the newest socket got. */
  heard(): string[] {
    return this.socket.sent.map((message) => message.type);
  }

  private reach(): void {
    if (!this.reachable) throw ClientError.own('unreachable', 'the server does not answer');
  }

  private answer(message: SignalingClientMessage): Answer {
    const code = this.refusals.get(message.type);
    this.refusals.delete(message.type);
    if (code !== undefined) return { type: 'error', error: { code, message: `refused with ${code}` } };
    switch (message.type) {
      case 'join':
        return this.join(message);
      case 'offer':
        return { type: 'answer', sdp: 'v=1' };
      case 'stream':
        return {
          type: 'stream',
          ticket: 'ticket',
          tracks: [{ id: 0, name: 'main_video', kind: 'video', codec: 'VP8' }],
        };
      case 'command':
        return { type: 'reply', turn: 1, frame: 1 };
      case 'schema':
        return { type: 'schema', schema: this.schema };
      case 'ping':
        return { type: 'pong' };
      case 'leave':
        if (message.stop) this.session = undefined;
        return { type: 'left' };
      case 'wait':
        return this.place === undefined ? refuse('no_waiting_room') : { type: 'waiting', ...this.place };
      case 'candidate':
        return undefined;
      case 'control':
      case 'stop_waiting':
      case 'file_uploaded':
      case 'pause':
      case 'publish':
      case 'resume':
      case 'unpublish':
        return { type: 'accepted' };
    }
  }

  private join(message: Extract<SignalingClientMessage, { type: 'join' }>): Answer {
    const { session_id, start, own } = message;
    if (session_id !== undefined && session_id !== this.session) return refuse('unknown_session');
    if (this.session === undefined && start === false) return refuse('no_session');
    if (this.session === undefined || own === true) this.session = `s${++this.sessions}`;
    return {
      type: 'joined',
      connection_id: 1,
      session: descriptor(this.session, this.tracks),
      ...(this.roles === undefined ? {} : { roles: this.roles }),
      ice_servers: [{ uris: ['turn:host'], credentials: { username: 'u', password: 'p' } }],
    };
  }
}

function refuse(code: string): Answer {
  return { type: 'error', error: { code, message: `refused with ${code}` } };
}

function descriptor(session_id: string, tracks: TrackInfo[]): SessionDescriptor {
  return {
    session_id,
    state: 'streaming',
    cluster: 'local',
    model: { name: 'm' },
    server_info: { server_version: '0' },
    selected_transport: { protocol: 'webrtc', version: '1.0' },
    capabilities: { protocol_version: 'v0', tracks, commands: [] },
  };
}
