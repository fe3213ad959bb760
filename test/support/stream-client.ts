import { once } from 'node:events';
import { encodeStreamFeedback, parseStreamFrame, type StreamFrame, type StreamTrack } from '@nestjs-reactor/protocol';
import { WebSocket } from 'ws';
import { SignalingSocket } from '../contract/support/signaling-socket.js';

/** A frame as it came. */
export interface ReceivedFrame extends StreamFrame {
  readonly atMs: number;
}

interface OpenOptions {
  readonly codecs?: readonly string[];
  /** Of the media socket, where another way leads to the server. */
  readonly mediaUrl?: string;
  readonly join?: Readonly<Record<string, unknown>>;
}

/** A client without WebRTC: a signalling socket, and a media socket on which it decodes nothing but says that it did. */
export class StreamClient {
  readonly frames: ReceivedFrame[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  /** It says of each frame that it was decoded. */
  answers = true;

  private constructor(
    readonly signaling: SignalingSocket,
    readonly sessionId: string,
    readonly connectionId: number,
    readonly tracks: readonly StreamTrack[],
    readonly media: WebSocket,
  ) {
    media.binaryType = 'arraybuffer';
    media.on('message', (data: ArrayBuffer) => this.take(parseStreamFrame(data)));
    media.on('error', () => undefined);
    media.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
  }

  /** @param url of the server, `http://127.0.0.1:port` */
  static async open(url: string, { codecs, mediaUrl = url, join }: OpenOptions = {}): Promise<StreamClient> {
    const signaling = await SignalingSocket.open(url);
    const joined = await signaling.ask({ type: 'join', ...join });
    const { session_id } = joined['session'] as { session_id: string };
    const { ticket, tracks } = await signaling.ask({ type: 'stream', codecs: codecs ?? ['VP8', 'opus'] });
    const media = openMediaSocket(mediaUrl, ticket as string);
    const id = joined['connection_id'] as number;
    const client = new StreamClient(signaling, session_id, id, tracks as StreamTrack[], media);
    await once(media, 'open');
    return client;
  }

  say(kind: 'decoded' | 'keyframe', track: number, sequence: number): void {
    this.media.send(encodeStreamFeedback({ kind, track, sequence }));
  }

  of(track: number): readonly ReceivedFrame[] {
    return this.frames.filter((frame) => frame.track === track);
  }

  close(): void {
    this.media.terminate();
    this.signaling.close();
  }

  private take(frame: StreamFrame): void {
    this.frames.push({ ...frame, atMs: performance.now() });
    if (this.answers) this.say('decoded', frame.track, frame.sequence);
  }
}

export function openMediaSocket(
  url: string,
  ticket: string,
  headers: Readonly<Record<string, string>> = {},
): WebSocket {
  return new WebSocket(`${url.replace('http', 'ws')}/signaling/media`, ['reactor-media', ticket], { headers });
}
