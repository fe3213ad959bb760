import { Logger } from '@nestjs/common';
import type { Track } from '../../contract/index.js';
import { type MediaPeerEvents, TokenBucket } from '../../session/index.js';
import type { WebRtcOptions } from '../webrtc/webrtc.options.js';
import type { Wrtc, WrtcAudioSink, WrtcTrack, WrtcVideoSink } from './wrtc.js';

type InputLimits = Pick<WebRtcOptions, 'maxInputPixels' | 'maxInputFps'>;

/** What one client sends: its tracks' pictures and sound, decoded, within the limits of the options. */
export class WrtcReceivers {
  private readonly sinks: (WrtcVideoSink | WrtcAudioSink)[] = [];
  private readonly told = new Set<string>();
  private readonly logger = new Logger('Reactor:webrtc');

  constructor(
    private readonly wrtc: Wrtc,
    private readonly limits: InputLimits,
    private readonly events: Pick<MediaPeerEvents, 'video' | 'audio' | 'inputDropped'>,
  ) {}

  receive({ name, kind }: Track, track: WrtcTrack): void {
    if (kind === 'video') this.watch(name, track);
    else this.hear(name, track);
  }

  close(): void {
    for (const sink of this.sinks) sink.stop();
    this.sinks.length = 0;
  }

  // The library reuses its buffers: what is emitted is valid for the call.
  private watch(name: string, track: WrtcTrack): void {
    const { maxInputPixels, maxInputFps } = this.limits;
    const sink = new this.wrtc.nonstandard.RTCVideoSink(track);
    const rate = new TokenBucket(maxInputFps, maxInputFps);
    this.sinks.push(sink);
    sink.onframe = ({ frame: { width, height, data } }) => {
      if (width * height > maxInputPixels) {
        this.drop(name, 'too_large', `pictures of ${width}x${height} have more pixels than webrtc.maxInputPixels`);
      } else if (rate.take() > 0) {
        this.drop(name, 'too_fast', `more than ${maxInputFps} pictures a second came (webrtc.maxInputFps)`);
      } else {
        this.events.video(name, { width, height, data });
      }
    };
  }

  private drop(track: string, cause: 'too_large' | 'too_fast', why: string): void {
    this.events.inputDropped(track, cause);
    const what = `${track} ${cause}`;
    if (this.told.has(what)) return;
    this.told.add(what);
    this.logger.warn(`pictures of a client's ${track} are dropped: ${why}`);
  }

  private hear(name: string, track: WrtcTrack): void {
    const sink = new this.wrtc.nonstandard.RTCAudioSink(track);
    this.sinks.push(sink);
    sink.ondata = ({ samples, sampleRate, channelCount }) =>
      this.events.audio(name, { sampleRate, channels: channelCount === 2 ? 2 : 1, samples });
  }
}
