import type { FrameMetadata, FrameRecord } from '@nestjs-reactor/protocol';
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
   * @returns ends it
   */
  watch(track: string, video: HTMLVideoElement): () => void {
    if (!('requestVideoFrameCallback' in video)) return () => {};
    let handle = 0;
    const follow = (): void => {
      handle = video.requestVideoFrameCallback((_now, frame) => {
        follow();
        const { rtpTimestamp, receiveTime, presentationTime, expectedDisplayTime, processingDuration = 0 } = frame;
        if (rtpTimestamp === undefined) return;
        this.metadata.displayed(track, rtpTimestamp);
        this.commands.displayed(track, {
          rtpTimestamp,
          receivedMs: receiveTime,
          presentedMs: presentationTime,
          // A busy browser names a time that has passed.
          displayedMs: Math.max(expectedDisplayTime, presentationTime),
          decodeMs: 1000 * processingDuration,
        });
      });
    };
    follow();
    return () => video.cancelVideoFrameCallback(handle);
  }
}
