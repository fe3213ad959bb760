import { STREAM_CODECS, type StreamCodec } from '@nestjs-reactor/protocol';
import type { ApiAddress } from '../http/api-address.js';
import { StreamLink } from './stream-link.js';
import { DECODER_NAMES, StreamPicture } from './stream-picture.js';
import type { BinarySocketLike } from './media-socket.js';
import type { StreamPort } from './stream-port.js';
import { SOUND, StreamSound } from './stream-sound.js';

/** The browser's own WebSocket and WebCodecs. */
export function browserStream(address: ApiAddress): StreamPort {
  let known: Promise<readonly StreamCodec[]> | undefined;
  return {
    codecs: () => (known ??= decodable()),
    open: ({ sessionId, ticket, tracks }) => {
      const url = new URL(`${address.socket}/media`);
      // For what is in between: who proxies several servers finds the session's by it.
      url.searchParams.set('session_id', sessionId);
      return new StreamLink(binarySocket(url, ticket), tracks, ({ kind, codec }, events) =>
        kind === 'video' ? new StreamPicture(codec, events) : new StreamSound(events),
      );
    },
    onNetworkChange: (listener) => {
      addEventListener('online', listener);
      return () => removeEventListener('online', listener);
    },
  };
}

/** Nothing on a page that is neither on HTTPS nor on localhost: browsers have no WebCodecs there. */
async function decodable(): Promise<readonly StreamCodec[]> {
  if (typeof VideoDecoder !== 'function') return [];
  const supported = await Promise.all(STREAM_CODECS.map(async (codec) => ({ codec, decodes: await decodes(codec) })));
  const codecs = supported.filter((one) => one.decodes).map(({ codec }) => codec);
  return codecs.some((codec) => codec !== 'opus') ? codecs : [];
}

async function decodes(codec: StreamCodec): Promise<boolean> {
  try {
    if (codec !== 'opus')
      return (await VideoDecoder.isConfigSupported({ codec: DECODER_NAMES[codec] })).supported === true;
    return typeof AudioDecoder === 'function' && (await AudioDecoder.isConfigSupported(SOUND)).supported === true;
  } catch {
    return false;
  }
}

function binarySocket(url: URL, ticket: string): BinarySocketLike {
  const socket = new WebSocket(url, ['reactor-media', ticket]);
  socket.binaryType = 'arraybuffer';
  const like: BinarySocketLike = {
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(message);
    },
    close: () => socket.close(),
  };
  socket.onopen = () => like.onopen?.();
  socket.onmessage = (event: MessageEvent<unknown>) => like.onmessage?.(event);
  socket.onclose = (event) => like.onclose?.(event);
  return like;
}
