import { ClientError, SignalingSocket, type SocketLike } from '@nestjs-reactor/client';
import type { SessionDescriptor, UploadReference } from '@nestjs-reactor/protocol';
import { WebSocket } from 'ws';
import { CliError } from '../errors/index.js';
import type { ModelRoutes } from './model-routes.js';

/** Which session a command joins. */
export interface SessionChoice {
  /** @defaultValue the one that the server gives to whoever names none */
  readonly session?: string | undefined;
  /** Start one where none runs, in place of a refusal. */
  readonly start: boolean;
}

/** The server's answer to a command that it took. */
export interface CommandAnswer {
  readonly message?: { readonly type: string; readonly data: Record<string, unknown> };
  readonly turn: number;
  readonly frame: number;
}

/** A model may take long for a command, and wait for the bytes of an upload before. */
const COMMAND_TIMEOUT_MS = 60_000;

/** A client without media in one session of a running server. */
export class ServerSession {
  private over = false;

  private constructor(
    private readonly socket: SignalingSocket,
    readonly descriptor: SessionDescriptor,
  ) {
    void socket.closed.then(() => (this.over = true));
    socket.onNotice = ({ type }) => {
      if (type !== 'ended') return;
      this.over = true;
      socket.close();
    };
  }

  /** Rejects with a `ClientError` or a `CliError`: that nobody answers, or the server's refusal. */
  static async join(routes: ModelRoutes, { session, start }: SessionChoice): Promise<ServerSession> {
    const { address, headers } = routes;
    const socket = await SignalingSocket.open(() => nodeSocket(address.socket, headers));
    try {
      const joined = await socket.request({
        type: 'join',
        ...(address.model === undefined ? {} : { model: address.model }),
        ...(session === undefined ? {} : { session_id: session }),
        ...(start ? {} : { start: false }),
      });
      return new ServerSession(socket, joined.session);
    } catch (error) {
      socket.close();
      if (start || !(error instanceof ClientError) || error.code !== 'no_session') throw error;
      throw CliError.refused('no_session', 'no session is running; start one with --start', { cause: error });
    }
  }

  /** The session has ended, or the way to it is lost. */
  get isOver(): boolean {
    return this.over;
  }

  get id(): string {
    return this.descriptor.session_id;
  }

  async command(
    name: string,
    args: Readonly<Record<string, unknown>>,
    uploads: Readonly<Record<string, UploadReference>>,
  ): Promise<CommandAnswer> {
    return await this.socket.request({ type: 'command', name, args, uploads }, COMMAND_TIMEOUT_MS);
  }

  /** The session goes on for others. */
  async leave(): Promise<void> {
    await this.socket.request({ type: 'leave' }).catch(() => undefined);
    this.socket.close();
  }
}

/** Node has a socket of its own from 22, which sends no headers. */
function nodeSocket(url: string, headers: Readonly<Record<string, string>>): SocketLike {
  const socket = new WebSocket(url, { headers });
  const like: SocketLike = {
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (text) => socket.send(text),
    close: () => socket.close(),
  };
  socket.on('open', () => like.onopen?.());
  socket.on('message', (data: Buffer) => like.onmessage?.({ data: data.toString('utf8') }));
  socket.on('close', (code, reason) => like.onclose?.({ code, reason: reason.toString('utf8') }));
  // It is followed by `close`, which is what the client hears.
  socket.on('error', () => {});
  return like;
}
