import type { FrameMetadata } from '@nestjs-reactor/protocol';
import type { TracedFrame } from '../output/frame-trail.js';

type Content = Pick<FrameMetadata, 'data'> | Pick<FrameMetadata, 'bytes'>;

/** Read once for all clients of a session. */
const contents = new WeakMap<Uint8Array, Content>();

/** @param metadata of the frame, packed: bytes that are a JSON object are sent as that object */
export function toFrameMetadata(
  { track, frame, turn, rtpTimestamp }: TracedFrame,
  metadata: Uint8Array,
): FrameMetadata {
  const content = contents.get(metadata) ?? contentOf(metadata);
  contents.set(metadata, content);
  return { track, frame, turn, rtp_timestamp: rtpTimestamp, ...content };
}

function contentOf(metadata: Uint8Array): Content {
  const bytes = Buffer.from(metadata.buffer, metadata.byteOffset, metadata.byteLength);
  if (metadata[0] === '{'.charCodeAt(0)) {
    try {
      return { data: JSON.parse(bytes.toString()) as Record<string, unknown> };
    } catch {
      // Bytes that begin like an object.
    }
  }
  return { bytes: bytes.toString('base64') };
}
