/** Bytes of length before each packet (RFC 4571, 2). */
const LENGTH_BYTES = 2;

/** Of a packet that is read; clients keep theirs below the 1500 of an Ethernet frame. */
export const MAX_FRAMED_BYTES = 4_096;

/** A packet as it goes over TCP. */
export function framed(packet: Uint8Array): Uint8Array {
  const whole = Buffer.allocUnsafe(LENGTH_BYTES + packet.length);
  whole.writeUInt16BE(packet.length, 0);
  whole.set(packet, LENGTH_BYTES);
  return whole;
}

/** Finds the packets in what a client sends over TCP, however it is cut. */
export class PacketReader {
  private kept: Buffer = Buffer.alloc(0);

  /**
   * @param packet takes each whole packet; an empty one says nothing and is skipped
   * @returns false where a packet is longer than `MAX_FRAMED_BYTES`: nothing can be read any more
   */
  push(chunk: Uint8Array, packet: (packet: Uint8Array) => void): boolean {
    const bytes = Buffer.concat([this.kept, chunk]);
    let at = 0;
    while (at + LENGTH_BYTES <= bytes.length) {
      const length = bytes.readUInt16BE(at);
      if (length > MAX_FRAMED_BYTES) return false;
      const end = at + LENGTH_BYTES + length;
      if (end > bytes.length) break;
      if (length > 0) packet(bytes.subarray(at + LENGTH_BYTES, end));
      at = end;
    }
    this.kept = bytes.subarray(at);
    return true;
  }
}
