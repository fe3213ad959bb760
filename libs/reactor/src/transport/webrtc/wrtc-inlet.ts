import type { Track } from '../../contract/index.js';
import type { MediaPeerEvents } from '../../session/ports/index.js';
import type { Wrtc, WrtcAudioSink, WrtcTrack, WrtcVideoSink } from './wrtc.js';

/** What one client sends: its tracks' pictures and sound, decoded. */
export class WrtcInlet {
  private readonly sinks: (WrtcVideoSink | WrtcAudioSink)[] = [];

  constructor(
    private readonly wrtc: Wrtc,
    private readonly events: Pick<MediaPeerEvents, 'video' | 'audio'>,
  ) {}

  receive({ name, kind }: Track, track: WrtcTrack): void {
    if (kind === 'video') this.watch(name, track);
    else this.hear(name, track);
  }

  close(): void {
    for (const sink of this.sinks) sink.stop();
    this.sinks.length = 0;
  }

  // The library uses its buffers again; the model's thread takes these copies over.
  private watch(name: string, track: WrtcTrack): void {
    const sink = new this.wrtc.nonstandard.RTCVideoSink(track);
    this.sinks.push(sink);
    sink.onframe = ({ frame: { width, height, data } }) =>
      this.events.video(name, { width, height, data: new Uint8Array(data) });
  }

  private hear(name: string, track: WrtcTrack): void {
    const sink = new this.wrtc.nonstandard.RTCAudioSink(track);
    this.sinks.push(sink);
    sink.ondata = ({ samples, sampleRate, channelCount }) =>
      this.events.audio(name, { sampleRate, channels: channelCount === 2 ? 2 : 1, samples: new Int16Array(samples) });
  }
}
