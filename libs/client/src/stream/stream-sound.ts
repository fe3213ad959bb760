import type { StreamFrame } from '@nestjs-reactor/protocol';
import { RtpClock } from './rtp-clock.js';
import { SoundSchedule } from './sound-schedule.js';
import type { PlayerEvents, StreamPlayer } from './stream-player.js';

/** Opus is decoded to this, whatever it was made of. */
export const SOUND = { codec: 'opus', sampleRate: 48_000, numberOfChannels: 2 } as const;

/** Ticks of Opus's RTP clock in a millisecond. */
const TICKS_A_MS = 48;

/** Of the page, by which a browser knows that a person wants to hear something. */
const GESTURES = ['pointerdown', 'keydown'] as const;

/** Decodes the sound of one track, and plays it into a track of the page. */
export class StreamSound implements StreamPlayer {
  private readonly context = new AudioContext({ sampleRate: SOUND.sampleRate, latencyHint: 'interactive' });
  private readonly output = this.context.createMediaStreamDestination();
  private readonly clock = new RtpClock(TICKS_A_MS);
  private readonly schedule = new SoundSchedule();
  private readonly decoder: AudioDecoder;
  private decoded = 0;
  private loudness = 0;
  private readonly awake = (): void => void this.context.resume().catch(() => undefined);

  constructor(private readonly events: PlayerEvents) {
    this.decoder = new AudioDecoder({
      output: (sound) => this.play(sound),
      error: (error) => events.failed(error),
    });
    this.decoder.configure(SOUND);
    // A browser lets no page be heard before a person has done something on it.
    this.awake();
    for (const gesture of GESTURES) document.addEventListener(gesture, this.awake);
  }

  readonly size = undefined;

  get media(): MediaStreamTrack {
    return this.output.stream.getAudioTracks()[0]!;
  }

  get framesDecoded(): number {
    return this.decoded;
  }

  get level(): number {
    return this.loudness;
  }

  push({ sequence, rtpTimestamp, data }: StreamFrame): void {
    if (this.decoder.state !== 'configured') return;
    this.decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp: this.clock.place(rtpTimestamp), data }));
    // Sound takes a decoder no time, and waits for nothing before it.
    this.events.decoded(sequence);
  }

  identify(): undefined {
    return undefined;
  }

  close(): void {
    for (const gesture of GESTURES) document.removeEventListener(gesture, this.awake);
    if (this.decoder.state !== 'closed') this.decoder.close();
    void this.context.close().catch(() => undefined);
  }

  private play(sound: AudioData): void {
    this.decoded++;
    const { numberOfFrames: length, numberOfChannels, sampleRate } = sound;
    const buffer = new AudioBuffer({ length, numberOfChannels, sampleRate });
    for (let channel = 0; channel < numberOfChannels; channel++) {
      sound.copyTo(buffer.getChannelData(channel), { planeIndex: channel, format: 'f32-planar' });
    }
    sound.close();
    this.loudness = buffer.getChannelData(0).reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
    if (this.context.state !== 'running') return;
    const at = this.schedule.place(buffer.duration, this.context.currentTime);
    if (at === undefined) return;
    const source = new AudioBufferSourceNode(this.context, { buffer });
    source.connect(this.output);
    source.start(at);
  }
}
