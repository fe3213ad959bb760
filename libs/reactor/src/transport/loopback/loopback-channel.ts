import type { DataChannel } from '../webrtc/data-channel.js';

/** A data channel whose far end is the test: it says frames and reads what was sent. */
export class LoopbackChannel implements DataChannel {
  readyState: DataChannel['readyState'] = 'connecting';
  /** Set by the test, to stand for a client that does not read. */
  bufferedAmount = 0;
  binaryType = 'arraybuffer' as const;
  onopen: DataChannel['onopen'] = null;
  onclose: DataChannel['onclose'] = null;
  onmessage: DataChannel['onmessage'] = null;
  /** Frames of the server, oldest first. */
  readonly sent: (string | Uint8Array)[] = [];

  constructor(readonly label: string) {}

  send(frame: string | Uint8Array): void {
    this.sent.push(frame);
  }

  open(): void {
    if (this.readyState !== 'connecting') return;
    this.readyState = 'open';
    this.onopen?.();
  }

  /** One frame of the client: text, or bytes. */
  says(frame: string | Uint8Array): void {
    this.onmessage?.({ data: typeof frame === 'string' ? frame : frame.slice().buffer });
  }

  close(): void {
    this.readyState = 'closed';
    this.onclose?.();
  }
}
