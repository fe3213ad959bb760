import type { StreamFeedback, StreamTrack } from '@nestjs-reactor/protocol';
import type { Track } from '../../contract/index.js';
import type { I420Picture } from '../../media/index.js';
import type { EncodedStream, PeerStats, StreamSink } from '../../session/ports/index.js';
import type { CurrentThreads } from './current-threads.js';
import type { FanoutLine, HubEvent } from './fanout-thread.js';
import { toPeerStats } from './peer-stats.js';

/** What a stream has of its room. */
export interface FanoutStreamParts {
  /** Of the stream, in its thread; peers are numbered with it. */
  readonly id: number;
  readonly tracks: readonly StreamTrack[];
  readonly startKbps: number;
  readonly line: FanoutLine;
  readonly threads: Pick<CurrentThreads, 'subscribe' | 'unsubscribe'>;
  /** Number of an output, in the thread. */
  trackId(name: string): number | undefined;
  trackOf(id: number): Pick<Track, 'name' | 'kind'> | undefined;
  /** The newest picture of an output, which may be read until the caller returns. */
  lastPicture(track: string): I420Picture | undefined;
  closed(stream: FanoutStream): void;
}

/** A client's stream: frames of its rungs, as the fan-out thread hands them over. */
export class FanoutStream implements EncodedStream {
  private sink: StreamSink | undefined;
  private closed = false;

  constructor(private readonly parts: FanoutStreamParts) {}

  get tracks(): readonly StreamTrack[] {
    return this.parts.tracks;
  }

  start(sink: StreamSink): void {
    const { id, line, threads, startKbps, tracks } = this.parts;
    if (this.closed) {
      sink.ended('it was closed before it began');
      return;
    }
    this.sink = sink;
    threads.subscribe(id, (event) => this.follow(event));
    const sections = tracks.flatMap(({ id: inHeader, name, codec }) => {
      const track = this.parts.trackId(name);
      return track === undefined ? [] : [{ id: inHeader, track, codec }];
    });
    line.post({ type: 'openStream', peer: id, startKbps, sections });
  }

  setFlowing(name: string, flowing: boolean): void {
    const track = this.parts.trackId(name);
    if (track !== undefined) this.parts.line.post({ type: 'flow', peer: this.parts.id, track, flowing });
  }

  hear(feedback: StreamFeedback): void {
    if (!this.closed) this.parts.line.post({ type: 'streamFeedback', peer: this.parts.id, feedback });
  }

  measured(roundTripMs: number): void {
    if (!this.closed) this.parts.line.post({ type: 'streamRoundTrip', peer: this.parts.id, ms: roundTripMs });
  }

  async stats(): Promise<PeerStats> {
    if (this.closed || this.sink === undefined) return { path: 'connecting' };
    try {
      const { stats } = await this.parts.line.request({ type: 'stats', peer: this.parts.id }, 'stats');
      return stats === undefined ? {} : toPeerStats(stats, 'connected', this.parts);
    } catch {
      // The thread has ended: there is nothing to count.
      return {};
    }
  }

  close(cause: string): void {
    if (this.closed) return;
    this.closed = true;
    const { id, line, threads } = this.parts;
    if (this.sink !== undefined) line.post({ type: 'closePeer', peer: id });
    threads.unsubscribe(id);
    this.parts.closed(this);
    this.sink?.ended(cause);
  }

  private follow(event: HubEvent): void {
    if (event.type === 'streamFrame') this.sink?.frame(event.message);
    else if (event.type === 'streamViolated') this.close('the client spoke of a frame that it was never sent');
  }
}
