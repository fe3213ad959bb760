import type { SignalingClientMessage, SignalingServerMessage } from '@nestjs-reactor/protocol';
import type { SocketLike } from '../signaling/signaling-socket.js';

/** A socket whose other end is the test. */
export class FakeSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
  readonly sent: (SignalingClientMessage & { readonly request_id?: string })[] = [];
  closed = false;
  private isMute = false;

  /** @param answer what the server says to a message; undefined: nothing */
  constructor(
    private readonly answer: (message: SignalingClientMessage) => SignalingServerMessage | undefined = () => undefined,
  ) {}

  send(text: string): void {
    const message = JSON.parse(text) as SignalingClientMessage;
    this.sent.push(message);
    const answer = this.isMute ? undefined : this.answer(message);
    if (answer !== undefined)
      void Promise.resolve().then(() => this.say({ ...answer, request_id: message.request_id }));
  }

  close(): void {
    this.drop(1000);
  }

  /** The server is gone, and the network does not say so. */
  mute(): void {
    this.isMute = true;
  }

  /** The server speaks. */
  say(message: unknown): void {
    this.onmessage?.({ data: typeof message === 'string' ? message : JSON.stringify(message) });
  }

  /** The socket closes, by whichever side. */
  drop(code: number, reason = ''): void {
    if (this.closed) return;
    this.closed = true;
    void Promise.resolve().then(() => this.onclose?.({ code, reason }));
  }
}
