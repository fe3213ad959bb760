import { writeSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import type { HostChannel } from '../protocol/channels.js';
import type { HostMessage } from '../protocol/host-messages.js';
import type { MediaMessage } from '../protocol/media-message.js';
import { frameMessage, FrameReader } from '../protocol/message-frame.js';
import { MAX_QUEUED_BYTES, SLOTS_FD } from '../protocol/process-pipes.js';
import type { WorkerMessage } from '../protocol/worker-messages.js';

const NOTHING = new Uint8Array(0);

/** A worker process's end of its channel: messages over a pipe, pictures through the file of slots. */
export class PipeChannel implements HostChannel {
  private readonly reader = new FrameReader();
  private stride = 0;
  private count = 0;

  /**
   * @param lost the server has ended, or does not read
   * @param slots descriptor of the file of slots
   */
  constructor(
    private readonly pipe: Duplex,
    private readonly lost: (cause: string) => void,
    private readonly slots: number = SLOTS_FD,
  ) {
    pipe.on('end', () => lost('the server has ended'));
    pipe.on('error', (error) => lost(`the pipe to the server failed: ${error.message}`));
  }

  listen(listener: (message: HostMessage) => void): void {
    this.pipe.on('data', (bytes: Buffer) => {
      for (const value of this.reader.read(bytes)) {
        const message = value as unknown as HostMessage;
        if (message.type === 'load')
          ({ stride: this.stride, count: this.count } = message.slots ?? { stride: 0, count: 0 });
        listener(message);
      }
    });
  }

  post(message: WorkerMessage): void {
    this.pipe.cork();
    for (const bytes of frameMessage(message.type === 'media' ? this.inSlots(message) : message))
      this.pipe.write(bytes);
    this.pipe.uncork();
    if (this.pipe.writableLength > MAX_QUEUED_BYTES) this.lost('the server does not read its messages');
  }

  /** Writes the pictures into their slots. One that finds no room there, as in a small `/dev/shm`, stays a part. */
  private inSlots(message: MediaMessage): MediaMessage {
    const parts = [...(message.parts ?? [])];
    for (const { video } of message.bundles) {
      for (const { slot, part } of Object.values(video)) {
        if (slot < this.count && this.write(slot, parts[part!]!)) parts[part!] = NOTHING;
      }
    }
    return { ...message, parts };
  }

  private write(slot: number, bytes: Uint8Array): boolean {
    try {
      for (let written = 0; written < bytes.byteLength;) {
        written += writeSync(this.slots, bytes, written, bytes.byteLength - written, slot * this.stride + written);
      }
      return true;
    } catch {
      return false;
    }
  }
}
