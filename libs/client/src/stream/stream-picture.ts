import type { StreamCodec, StreamFrame } from '@nestjs-reactor/protocol';
import type { LinkFrame } from '../media/media-link.js';
import { createPictureTrack, type PictureTrack } from './picture-track.js';
import { RtpClock } from './rtp-clock.js';
import type { PlayerEvents, StreamPlayer } from './stream-player.js';

/** As WebCodecs names them; of VP9 and H.264 with the profile that the server encodes. */
export const DECODER_NAMES: Readonly<Record<StreamCodec, string>> = {
  VP8: 'vp8',
  VP9: 'vp09.00.10.08',
  H264: 'avc1.42e01f',
  opus: 'opus',
};

/** Ticks of video's RTP clock in a millisecond. */
const TICKS_A_MS = 90;

/** Pictures that may be recognized again when an element shows them. */
const MAX_SHOWN = 60;

/** A decoder that fails so often without a picture in between is given up. */
const MAX_FAILURES = 3;

interface Given {
  readonly timestampUs: number;
  readonly sequence: number;
  readonly rtpTimestamp: number;
  readonly receivedMs: number;
}

interface Shown extends Given {
  readonly decodedMs: number;
}

/** Decodes the pictures of one track as they come, and shows each at once. */
export class StreamPicture implements StreamPlayer {
  private readonly track: PictureTrack = createPictureTrack();
  private readonly clock = new RtpClock(TICKS_A_MS);
  private decoder: VideoDecoder | undefined;
  private given: Given[] = [];
  private shown: Shown[] = [];
  private lastSequence = 0;
  private needsKeyframe = true;
  private failures = 0;
  private decoded = 0;
  private newest: { readonly width: number; readonly height: number } | undefined;
  private closed = false;

  constructor(
    private readonly codec: StreamCodec,
    private readonly events: PlayerEvents,
  ) {}

  readonly level = undefined;

  get media(): MediaStreamTrack {
    return this.track.media;
  }

  get framesDecoded(): number {
    return this.decoded;
  }

  get size(): { readonly width: number; readonly height: number } | undefined {
    return this.newest;
  }

  push({ keyframe, sequence, rtpTimestamp, data }: StreamFrame): void {
    if (this.closed) return;
    if (this.needsKeyframe && !keyframe) {
      // The server waits for what is said of each frame.
      this.events.decoded(sequence);
      this.events.wantsKeyframe(this.lastSequence);
      return;
    }
    this.needsKeyframe = false;
    const timestampUs = this.clock.place(rtpTimestamp);
    this.given.push({ timestampUs, sequence, rtpTimestamp, receivedMs: performance.now() });
    const type = keyframe ? 'key' : 'delta';
    try {
      this.decoder ??= this.open();
      this.decoder.decode(new EncodedVideoChunk({ type, timestamp: timestampUs, data }));
    } catch (error) {
      this.fail(error as Error);
    }
  }

  identify({ mediaTime, presentationTime }: VideoFrameCallbackMetadata): LinkFrame | undefined {
    const timestampUs = Math.round(mediaTime * 1_000_000);
    const found =
      this.shown.find((picture) => picture.timestampUs === timestampUs) ??
      this.shown.findLast(({ decodedMs }) => decodedMs <= presentationTime);
    if (found === undefined) return undefined;
    const { rtpTimestamp, receivedMs, decodedMs } = found;
    return { rtpTimestamp, receivedMs, decodeMs: decodedMs - receivedMs };
  }

  close(): void {
    this.closed = true;
    this.end();
    this.track.close();
  }

  private open(): VideoDecoder {
    const decoder: VideoDecoder = new VideoDecoder({
      output: (picture) => this.show(decoder, picture),
      error: (error) => {
        if (this.decoder === decoder) this.fail(error);
      },
    });
    decoder.configure({ codec: DECODER_NAMES[this.codec], optimizeForLatency: true });
    return decoder;
  }

  private show(from: VideoDecoder, picture: VideoFrame): void {
    const at = this.given.findIndex(({ timestampUs }) => timestampUs === picture.timestamp);
    const given = this.given[at];
    if (this.closed || this.decoder !== from || given === undefined) {
      picture.close();
      return;
    }
    this.given = this.given.slice(at + 1);
    this.failures = 0;
    this.decoded++;
    this.lastSequence = given.sequence;
    this.newest = { width: picture.displayWidth, height: picture.displayHeight };
    this.shown = [...this.shown.slice(1 - MAX_SHOWN), { ...given, decodedMs: performance.now() }];
    this.events.decoded(given.sequence);
    this.track.show(picture);
  }

  private fail(error: Error): void {
    const last = this.given.at(-1);
    this.end();
    if (last !== undefined) this.events.decoded(last.sequence);
    if (++this.failures >= MAX_FAILURES) this.events.failed(error);
    else this.events.wantsKeyframe(this.lastSequence);
  }

  private end(): void {
    if (this.decoder !== undefined && this.decoder.state !== 'closed') this.decoder.close();
    this.decoder = undefined;
    this.given = [];
    this.needsKeyframe = true;
  }
}
