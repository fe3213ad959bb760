import type { FrameMetadata, FrameRecord } from '@nestjs-reactor/protocol';
import type { LinkFrame } from './media-link.js';
import { CommandTimeline, type ShownCommand } from './command-timeline.js';
import { MetadataTimeline, type ShownMetadata } from './metadata-timeline.js';

/** What is reported of the frames on the screen. */
export interface ShownFramesEvents {
  onShown(shown: ShownCommand): void;
  onMetadata(metadata: ShownMetadata): void;
}

/** The frames that elements of the page display, joined with what the server says of them. */
export class ShownFrames {
  /** Which frame is the first after a command. */
  readonly commands: CommandTimeline;
  private readonly metadata: MetadataTimeline;

  constructor(events: ShownFramesEvents) {
    this.commands = new CommandTimeline((shown) => events.onShown(shown));
    this.metadata = new MetadataTimeline((shown) => events.onMetadata(shown));
  }

  /** The server says how long a frame took, and which commands it is the first of. */
  recorded(record: FrameRecord): void {
    this.commands.record(record);
  }

  /** The server says what the model attached to a frame. */
  labelled(metadata: FrameMetadata): void {
    this.metadata.record(metadata);
  }

  /**
   * Follows the frames that an element shows of a track. A browser that does not report frames has nothing to follow.
   * @param identify which frame it is, from what the browser reports; undefined where that is not known
   * @returns ends it
   */
  watch(
    track: string,
    video: HTMLVideoElement,
    identify: (shown: VideoFrameCallbackMetadata) => LinkFrame | undefined,
  ): () => void {
    if (!('requestVideoFrameCallback' in video)) return () => {};
    let handle = 0;
    const follow = (): void => {
      handle = video.requestVideoFrameCallback((_now, frame) => {
        follow();
        const { presentationTime, expectedDisplayTime } = frame;
        const identified = identify(frame);
        if (identified === undefined) return;
        const { rtpTimestamp, receivedMs, decodeMs } = identified;
        this.metadata.displayed(track, rtpTimestamp);
        this.commands.displayed(track, {
          rtpTimestamp,
          receivedMs,
          presentedMs: presentationTime,
          // A busy browser names a time that has passed.
          displayedMs: Math.max(expectedDisplayTime, presentationTime),
          decodeMs,
        });
      });
    };
    follow();
    return () => video.cancelVideoFrameCallback(handle);
  }
}

/** A browser reports of frames of a peer connection which they are. */
export function ofPeerConnection(shown: VideoFrameCallbackMetadata): LinkFrame | undefined {
  const { rtpTimestamp, receiveTime, processingDuration = 0 } = shown;
  return rtpTimestamp === undefined
    ? undefined
    : { rtpTimestamp, receivedMs: receiveTime, decodeMs: 1000 * processingDuration };
}
