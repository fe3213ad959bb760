import type { MediaChunk } from '../../../media/index.js';
import { bytesOfSamples, PartList } from '../../protocol/byte-parts.js';
import type { BundleEntry, MediaMessage } from '../../protocol/media-message.js';
import type { SlotBundle } from './chunk-builder.js';

/** An emission as a message: its pictures named by their slots, their bytes and sound as parts. */
export function packMedia(
  session: string,
  { bundles, ...chunk }: Omit<MediaChunk, 'bundles'> & { readonly bundles: readonly SlotBundle[] },
): MediaMessage {
  const list = new PartList();
  const entries = bundles.map(({ frame, turn, video, audio }): BundleEntry => {
    return {
      frame,
      turn,
      video: mapValues(video, ({ slot, width, height, data, metadata }) => ({
        slot,
        width,
        height,
        part: list.add(data),
        // A copy: the author may emit the same frame again.
        ...(metadata === undefined ? {} : { metadata: list.add(metadata.slice()) }),
      })),
      audio: mapValues(audio, (block) => ({
        sampleRate: block.sampleRate,
        channels: block.channels,
        part: list.add(bytesOfSamples(block)),
      })),
    };
  });
  return { type: 'media', session, ...chunk, bundles: entries, parts: list.parts };
}

function mapValues<T, U>(values: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
