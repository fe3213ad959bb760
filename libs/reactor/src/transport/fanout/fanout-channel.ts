import type { DataChannel } from '../webrtc/data-channel.js';

/** A data channel of a client, whose engine is in another thread. */
export class FanoutChannel implements DataChannel {
  readyState: DataChannel['readyState'] = 'open';
  binaryType = 'arraybuffer' as const;
  onopen: DataChannel['onopen'] = null;
  onclose: DataChannel['onclose'] = null;
  onmessage: DataChannel['onmessage'] = null;
  /** Handed over, and not yet in what the thread has reported. */
  private unreported = 0;
  private reported = 0;

  /** @param post hands a message to the thread */
  constructor(
    readonly label: string,
    private readonly post: (data: string | Uint8Array<ArrayBuffer>) => void,
  ) {}

  get bufferedAmount(): number {
    return this.reported + this.unreported;
  }

  send(data: string | Uint8Array): void {
    if (this.readyState !== 'open') throw new Error('the channel is not open');
    this.unreported += typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength;
    this.post(typeof data === 'string' ? data : Uint8Array.from(data));
  }

  received(data: string | Uint8Array<ArrayBuffer>): void {
    this.onmessage?.({ data: typeof data === 'string' ? data : data.buffer });
  }

  /** @param bytes that the thread has not sent yet */
  buffered(bytes: number): void {
    this.reported = bytes;
    this.unreported = 0;
  }

  closed(): void {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';
    this.onclose?.();
  }
}
