import type { Fanout, PeerId } from '@nestjs-reactor/fanout';

/** Most frequent report of what is buffered, in bytes that were sent meanwhile. */
const REPORT_BYTES = 65_536;

/** Messages of one data channel that wait for room in the engine, and what the other thread knows of them. */
export class ChannelOutbox {
  private readonly waiting: (string | Uint8Array<ArrayBuffer>)[] = [];
  private waitingBytes = 0;
  private reported = 0;

  /** @param report bytes that are not sent yet, whenever that changes much */
  constructor(
    private readonly fanout: Fanout,
    private readonly peer: PeerId,
    private readonly channel: number,
    private readonly report: (bytes: number) => void,
  ) {}

  send(message: string | Uint8Array<ArrayBuffer>): void {
    this.waiting.push(message);
    this.waitingBytes += sizeOf(message);
    this.drain();
  }

  /** The engine may have room again. */
  drain(): void {
    for (let message = this.waiting[0]; message !== undefined; message = this.waiting[0]) {
      const bytes = typeof message === 'string' ? Buffer.from(message) : message;
      if (!this.fanout.sendMessage(this.peer, this.channel, typeof message !== 'string', bytes)) break;
      this.waiting.shift();
      this.waitingBytes -= bytes.byteLength;
    }
    this.update();
  }

  /** Reports what is buffered, where the other thread does not know it. */
  update(): void {
    const bytes = this.waitingBytes + this.fanout.bufferedAmount(this.peer, this.channel);
    if (bytes === this.reported || (bytes > 0 && Math.abs(bytes - this.reported) < REPORT_BYTES)) return;
    this.reported = bytes;
    this.report(bytes);
  }
}

function sizeOf(message: string | Uint8Array): number {
  return typeof message === 'string' ? Buffer.byteLength(message) : message.byteLength;
}
