import type { Fanout, PeerId, ReceivedFrame } from '@nestjs-reactor/fanout';
import { sharedNowMs } from '../../../media/index.js';
import type { SentFrame } from '../../../session/ports/index.js';
import { DecoderLink } from './decoder-link.js';
import { EncoderLink } from './encoder-link.js';
import type { EnginePeers } from './engine-peers.js';
import type { FanTrack } from './fan-track.js';
import { type EncodedFrame, type HubReport, keyOf, type RungName } from './messages.js';
import { PostedLink } from './posted-link.js';

/** What the links of a thread have of it. */
export interface CodecLinksParts {
  readonly fanout: Fanout;
  readonly peers: EnginePeers;
  track(id: number): FanTrack | undefined;
  /** A client's peer in the engine. */
  viewer(id: number): PeerId | undefined;
  readonly report: (report: HubReport) => void;
}

/** The links of a thread to the encoders and decoders in this process. */
export class CodecLinks {
  private readonly encoders = new Map<string, EncoderLink | PostedLink>();
  private readonly decoders = new Map<number, DecoderLink>();

  constructor(private readonly parts: CodecLinksParts) {}

  hasEncoder(name: RungName): boolean {
    return this.encoders.has(keyOf(name));
  }

  /** @returns false where it cannot be asked yet */
  requestKeyframe(name: RungName): boolean {
    return this.encoders.get(keyOf(name))?.requestKeyframe() ?? false;
  }

  connectEncoder(request: number, name: RungName, sdp: string): void {
    const { fanout, peers, report } = this.parts;
    const track = this.parts.track(name.track);
    if (track === undefined) {
      report({ type: 'refused', request, reason: 'the track is closed' });
      return;
    }
    this.closeEncoder(name);
    const peer = peers.createInner();
    const fan = track.fan(name.codec, name.index);
    const sent = (frame: Omit<SentFrame, 'track'>): void => this.reportSent(track, frame);
    const link = new EncoderLink(fanout, peer, fan, track.pictures, sharedNowMs, sent);
    this.encoders.set(keyOf(name), link);
    peers.handleBy(peer, (event) => link.handle(event));
    peers.answer(request, peer, sdp);
  }

  /** For an encoder that posts its frames. */
  openPosted(name: RungName): void {
    const { report } = this.parts;
    const track = this.parts.track(name.track);
    if (track === undefined) return;
    this.closeEncoder(name);
    const wanted = (): void => report({ type: 'keyframeWanted', rung: name });
    const sent = (frame: Omit<SentFrame, 'track'>): void => this.reportSent(track, frame);
    this.encoders.set(keyOf(name), new PostedLink(track.fan(name.codec, name.index), wanted, sharedNowMs, sent));
  }

  /** A frame that was under way when its encoder was closed is nobody's. */
  pushPosted(name: RungName, frame: EncodedFrame): void {
    const link = this.encoders.get(keyOf(name));
    if (link instanceof PostedLink) link.push(frame);
  }

  closeEncoder(name: RungName): void {
    const link = this.encoders.get(keyOf(name));
    if (link === undefined) return;
    this.encoders.delete(keyOf(name));
    if (link.peer !== undefined) this.parts.peers.forget(link.peer);
    link.close();
  }

  /** For what a viewer sends on one section, once it sends. */
  openDecoder(id: number, viewer: number, mid: string): void {
    if (this.decoders.has(id)) return;
    const { fanout, report } = this.parts;
    const requestKeyframe = (): void => {
      const peer = this.parts.viewer(viewer);
      if (peer !== undefined) fanout.requestKeyframe(peer, mid);
    };
    const wanted = (): void => report({ type: 'decoderWanted', link: id });
    this.decoders.set(id, new DecoderLink(fanout, { requestKeyframe, wanted }));
  }

  connectDecoder(request: number, id: number, sdp: string): void {
    const { peers, report } = this.parts;
    const link = this.decoders.get(id);
    if (link === undefined) {
      report({ type: 'refused', request, reason: 'the link is closed' });
      return;
    }
    const peer = peers.createInner();
    link.attach(peer);
    peers.handleBy(peer, (event) => link.handle(event));
    peers.answer(request, peer, sdp);
  }

  decode(id: number, frame: ReceivedFrame): void {
    this.decoders.get(id)?.push(frame);
  }

  closeDecoder(id: number): void {
    const link = this.decoders.get(id);
    if (link === undefined) return;
    this.decoders.delete(id);
    if (link.peer !== undefined) this.parts.peers.forget(link.peer);
    link.close();
  }

  close(): void {
    for (const link of this.encoders.values()) link.close();
    for (const link of this.decoders.values()) link.close();
  }

  /** Several rungs have the same frame: the first counts. */
  private reportSent(track: FanTrack, sent: Omit<SentFrame, 'track'>): void {
    if (sent.frame <= track.newestSent) return;
    track.newestSent = sent.frame;
    this.parts.report({ type: 'frameSent', track: track.id, sent });
  }
}
