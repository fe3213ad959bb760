import type { I420Picture } from '../../media/index.js';
import type { OutboundPeer, OutboundPeerOptions, PeerStats } from '../../session/ports/index.js';
import { PathWatch } from '../webrtc/path-watch.js';
import type { WebRtcOptions } from '../webrtc/webrtc.options.js';
import type { CurrentThreads } from './current-threads.js';
import type { FanoutLine, HubEvent } from './fanout-thread.js';
import type { H264Encoding } from './h264/h264-encoding.js';
import { localAddresses } from './local-addresses.js';
import { type OfferedSection, outboundCodecs, outboundOffer } from './outbound-offer.js';
import { agreedSections, reachableAnswer } from './outbound-answer.js';
import { toPeerStats } from './peer-stats.js';
import type { HubPathState } from './worker/messages.js';

/** What an outbound peer has of its room. */
export interface FanoutOutboundPeerParts {
  /** Of the peer, in its thread. */
  readonly id: number;
  readonly settings: WebRtcOptions;
  readonly h264: Pick<H264Encoding, 'isAvailable'>;
  readonly line: FanoutLine;
  readonly threads: Pick<CurrentThreads, 'subscribe' | 'unsubscribe'>;
  trackOf(id: number): { readonly name: string; readonly kind: 'video' | 'audio' } | undefined;
  /** Number and kind of an output, in the thread. */
  output(name: string): { readonly id: number; readonly kind: 'video' | 'audio' } | undefined;
  /** The newest picture of an output, which may be read until the caller returns. */
  lastPicture(track: string): I420Picture | undefined;
  closed(peer: FanoutOutboundPeer): void;
}

/**
 * A connection to another server that this side offers. In its thread it is a viewer like others, with sockets of its own:
 * the other server may have one port for all its clients, and knows them by their addresses.
 */
export class FanoutOutboundPeer implements OutboundPeer {
  private readonly path: PathWatch;
  private sections: readonly OfferedSection[] = [];
  private state: HubPathState = 'connecting';
  private connected = false;
  private closed = false;

  constructor(
    private readonly options: OutboundPeerOptions,
    private readonly parts: FanoutOutboundPeerParts,
  ) {
    this.path = new PathWatch({ graceMs: parts.settings.disconnectGraceMs, restartMs: 0 }, (cause) => this.lose(cause));
    parts.threads.subscribe(parts.id, (event) => this.follow(event));
  }

  async offer(): Promise<string> {
    const { id, line, settings, h264 } = this.parts;
    const codecs = outboundCodecs(settings.codecs, await h264.isAvailable());
    const video = this.named('video');
    const audio = this.named('audio');
    const { sdp } = await line.request(
      {
        type: 'openOutbound',
        peer: id,
        startKbps: settings.startKbps,
        codecs,
        video: video.length,
        audio: audio.length,
        // Another connection may have `webrtc.port`.
        addresses: localAddresses({ ...settings, port: undefined }, 0),
      },
      'answer',
    );
    const offer = outboundOffer(sdp, [...video, ...audio], codecs);
    this.sections = offer.sections;
    return offer.sdp;
  }

  async acceptAnswer(answer: string): Promise<void> {
    const { id, line } = this.parts;
    const agreed = agreedSections(answer, this.sections);
    await line.request({ type: 'acceptAnswer', peer: id, sdp: reachableAnswer(answer) }, 'accepted');
    if (this.closed) return;
    const outgoing = agreed.flatMap(({ mid, name, codec }) => {
      const track = this.parts.output(name)?.id;
      return track === undefined ? [] : [{ mid, track, codec, flowing: true }];
    });
    line.post({ type: 'sections', peer: id, outgoing, incoming: [] });
  }

  async stats(): Promise<PeerStats> {
    if (this.closed) return {};
    try {
      const { stats } = await this.parts.line.request({ type: 'stats', peer: this.parts.id }, 'stats');
      return stats === undefined ? {} : toPeerStats(stats, this.state, this.parts);
    } catch {
      // The thread has ended: there is nothing to count.
      return {};
    }
  }

  /** Ends it and reports it. */
  lose(cause: string): void {
    if (this.closed) return;
    void this.close();
    this.options.events.lost(cause);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.path.stop();
    this.parts.line.post({ type: 'closePeer', peer: this.parts.id });
    this.parts.threads.unsubscribe(this.parts.id);
    this.parts.closed(this);
  }

  private named(kind: 'video' | 'audio'): readonly string[] {
    return this.options.tracks.filter((name) => this.parts.output(name)?.kind === kind);
  }

  private follow(event: HubEvent): void {
    if (event.type === 'path') {
      this.state = event.state;
      this.path.follow(event.state);
      if (event.state !== 'connected' || this.connected) return;
      this.connected = true;
      this.options.events.connected();
    } else if (event.type === 'peerClosed') {
      this.lose(event.reason === '' ? 'the server closed the connection' : `the connection failed: ${event.reason}`);
    }
  }
}
