import { once } from 'node:events';
import { WebSocket } from 'ws';
import { until } from '../../support/until.js';

interface Message {
  readonly type: string;
  readonly request_id?: string;
  readonly [key: string]: unknown;
}

/** A client on the signalling socket that remembers all it was told. */
export class SignalingSocket {
  readonly told: Message[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  private lastId = 0;

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.told.push(JSON.parse(data.toString()) as Message));
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
  }

  /** @param url of the server, `http://127.0.0.1:port` */
  static async open(
    url: string,
    headers: Readonly<Record<string, string>> = {},
    protocols: readonly string[] = [],
  ): Promise<SignalingSocket> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/signaling`, [...protocols], { headers });
    const client = new SignalingSocket(socket);
    await once(socket, 'open');
    return client;
  }

  /** Sends one message with a fresh request id, which is returned. */
  send(message: Readonly<Record<string, unknown>>): string {
    const id = `r${++this.lastId}`;
    this.socket.send(JSON.stringify({ request_id: id, ...message }));
    return id;
  }

  /** Sends one frame as it is. */
  say(frame: string | Buffer): void {
    this.socket.send(frame);
  }

  /** Sends one message and waits for what answers it, its id left out. */
  async ask(message: Readonly<Record<string, unknown>>): Promise<Omit<Message, 'request_id'>> {
    const id = this.send(message);
    return await this.answerTo(id);
  }

  /** The same where the server may turn the socket away instead: then undefined. */
  async answers(message: Readonly<Record<string, unknown>>): Promise<Message | undefined> {
    const id = this.send(message);
    const answer = (): Message | undefined => this.told.find((one) => one.request_id === id);
    await until(`an answer to ${id} or a close`, () => answer() ?? this.closed);
    return answer();
  }

  async answerTo(id: string): Promise<Omit<Message, 'request_id'>> {
    const { request_id: _, ...answer } = await until(`an answer to ${id}`, () =>
      this.told.find((message) => message.request_id === id),
    );
    return answer;
  }

  close(): void {
    this.socket.close();
  }
}
