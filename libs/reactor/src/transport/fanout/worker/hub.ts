import { type Fanout, FanoutError, type FanoutEvent, type PeerId, type TransportAddress } from '@nestjs-reactor/fanout';
import { sharedNowMs } from '../../../media/index.js';
import type { SentFrame } from '../../../session/ports/index.js';
import { DecoderLink } from './decoder-link.js';
import { EncoderLink } from './encoder-link.js';
import { FanTrack } from './fan-track.js';
import { keyOf, type HubCommand, type HubReport, type HubSetup, type LocalAddress, type RungName } from './messages.js';
import { Neighbours } from './neighbours.js';
import { PeerAddresses } from './peer-addresses.js';
import type { FannedFrame, RungFan, RungFanEvents } from './rung-fan.js';
import { RungRates } from './rung-rates.js';
import { Sockets } from './sockets.js';
import { Viewer } from './viewer.js';

/** How often rungs and bitrates are decided anew, in milliseconds. */
const DECIDE_EVERY_MS = 200;

/** Shortest timer of the engine's, in milliseconds: what is due earlier is done with it. */
const MIN_TIMER_MS = 1;

/** Who handles the events of one engine peer. */
type Owner =
  | { readonly kind: 'viewer'; readonly id: number; readonly viewer: Viewer }
  | { readonly kind: 'encoder'; readonly link: EncoderLink }
  | { readonly kind: 'decoder'; readonly link: DecoderLink };

/**
 * One fan-out thread: the WebRTC engine, its sockets, the viewers, and the links to encoders and decoders of libwebrtc.
 * It takes commands, one after another, and reports.
 */
export class Hub {
  private readonly sockets: Sockets;
  private readonly addresses = new PeerAddresses();
  private readonly owners = new Map<PeerId, Owner>();
  private readonly viewers = new Map<number, Viewer>();
  private readonly tracks = new Map<number, FanTrack>();
  private readonly encoders = new Map<string, EncoderLink>();
  private readonly decoders = new Map<number, DecoderLink>();
  private readonly rates: RungRates;
  private readonly neighbours: Neighbours;
  private readonly deciding: NodeJS.Timeout;
  private timer: NodeJS.Timeout | undefined;
  private staged: FannedFrame | undefined;
  private polling = false;

  constructor(
    private readonly fanout: Fanout,
    private readonly setup: HubSetup,
    private readonly report: (report: HubReport) => void,
  ) {
    this.sockets = new Sockets(setup.tcp, (datagram, from, to) => this.receive(datagram, from, to));
    this.rates = new RungRates(setup.minKbps, report);
    this.neighbours = new Neighbours({ track: (id) => this.tracks.get(id), changed: () => this.pump() });
    this.deciding = setInterval(() => this.decide(), DECIDE_EVERY_MS);
  }

  handle(command: HubCommand): void {
    switch (command.type) {
      case 'listen':
        void this.listen(command.request, command.addresses);
        return;
      case 'neighbour':
        this.neighbours.add(command.thread, command.port);
        return;
      case 'openTrack': {
        const { track, home } = command;
        this.tracks.set(
          track,
          new FanTrack(command, (name) =>
            home === undefined ? this.eventsOf(name) : this.neighbours.eventsOf(home, name),
          ),
        );
        return;
      }
      case 'closeTrack':
        this.neighbours.closeTrack(command.track);
        this.tracks.get(command.track)?.close();
        this.tracks.delete(command.track);
        return;
      case 'shown':
        this.tracks.get(command.track)?.pictures.note(command);
        return;
      case 'createPeer':
        this.createViewer(command.peer, command.startKbps);
        break;
      case 'offer':
        this.answer(command.request, this.viewers.get(command.peer)?.peer, command.sdp);
        break;
      case 'sections':
        this.viewers.get(command.peer)?.setSections(command.outgoing, command.incoming);
        for (const { link, mid } of command.incoming) this.openDecoder(link, command.peer, mid);
        break;
      case 'flow':
        this.viewers.get(command.peer)?.setFlowing(command.track, command.flowing);
        break;
      case 'message':
        this.sendMessage(command.peer, command.channel, command.data);
        break;
      case 'stats':
        this.report({ type: 'stats', request: command.request, stats: this.viewers.get(command.peer)?.stats });
        return;
      case 'closePeer':
        this.closeViewer(command.peer);
        break;
      case 'encoderOffer':
        this.connectEncoder(command.request, command.rung, command.sdp);
        break;
      case 'closeEncoder':
        this.closeEncoder(command.rung);
        break;
      case 'decoderOffer':
        this.connectDecoder(command.request, command.link, command.sdp);
        break;
      case 'closeDecoder':
        this.closeDecoder(command.link);
        break;
      case 'close':
        this.close();
        return;
    }
    this.pump();
  }

  private close(): void {
    clearInterval(this.deciding);
    clearTimeout(this.timer);
    for (const id of this.viewers.keys()) this.closeViewer(id);
    for (const link of this.encoders.values()) link.close();
    for (const link of this.decoders.values()) link.close();
    for (const track of this.tracks.values()) track.close();
    this.pump();
    clearTimeout(this.timer);
    this.sockets.close();
    this.neighbours.close();
  }

  private async listen(request: number, addresses: readonly LocalAddress[]): Promise<void> {
    const failed = await this.sockets.listen(addresses);
    this.report({ type: 'listening', request, open: this.sockets.addresses, failed });
  }

  private createViewer(id: number, startKbps: number): void {
    const { playoutDelayMs } = this.setup;
    const peer = this.fanout.createPeer({
      role: 'answerer',
      candidates: this.sockets.addresses,
      startKbps,
      playoutDelayMs: { min: playoutDelayMs, max: playoutDelayMs },
    });
    const viewer = new Viewer({
      fanout: this.fanout,
      peer,
      startKbps,
      track: (track) => this.tracks.get(track),
      stage: (frame) => this.stage(frame),
      buffered: (channel, bytes) => this.report({ type: 'channelBuffered', peer: id, channel, bytes }),
    });
    this.viewers.set(id, viewer);
    this.owners.set(peer, { kind: 'viewer', id, viewer });
  }

  private closeViewer(id: number): void {
    const viewer = this.viewers.get(id);
    if (viewer === undefined) return;
    this.viewers.delete(id);
    this.forget(viewer.peer);
    viewer.close();
    this.fanout.closePeer(viewer.peer);
  }

  private answer(request: number, peer: PeerId | undefined, sdp: string): void {
    if (peer === undefined) {
      this.report({ type: 'refused', request, reason: 'the peer is closed' });
      return;
    }
    try {
      const answer = this.fanout.acceptOffer(peer, sdp);
      this.addresses.setUser(peer, this.fanout.iceUfrag(peer));
      this.report({ type: 'answer', request, sdp: answer });
    } catch (error) {
      if (!(error instanceof FanoutError)) throw error;
      this.report({ type: 'refused', request, reason: error.message });
    }
  }

  private sendMessage(id: number, channel: number, data: string | Uint8Array<ArrayBuffer>): void {
    try {
      this.viewers.get(id)?.send(channel, data);
    } catch (error) {
      // The channel closed meanwhile, which is reported by itself.
      if (!(error instanceof FanoutError)) throw error;
    }
  }

  private connectEncoder(request: number, name: RungName, sdp: string): void {
    const track = this.tracks.get(name.track);
    if (track === undefined) {
      this.report({ type: 'refused', request, reason: 'the track is closed' });
      return;
    }
    this.closeEncoder(name);
    const peer = this.createInner();
    const link = new EncoderLink(
      this.fanout,
      peer,
      track.fan(name.codec, name.index),
      track.pictures,
      sharedNowMs,
      (sent) => this.reportSent(track, sent),
    );
    this.encoders.set(keyOf(name), link);
    this.owners.set(peer, { kind: 'encoder', link });
    this.answer(request, peer, sdp);
  }

  /** Several rungs have the same frame: the first counts. */
  private reportSent(track: FanTrack, sent: Omit<SentFrame, 'track'>): void {
    if (sent.frame <= track.newestSent) return;
    track.newestSent = sent.frame;
    this.report({ type: 'frameSent', track: track.id, sent });
  }

  private closeEncoder(name: RungName): void {
    const link = this.encoders.get(keyOf(name));
    if (link === undefined) return;
    this.encoders.delete(keyOf(name));
    this.rates.forget(keyOf(name));
    this.forget(link.peer);
    link.close();
  }

  private openDecoder(id: number, viewer: number, mid: string): void {
    if (this.decoders.has(id)) return;
    const requestKeyframe = (): void => {
      const peer = this.viewers.get(viewer)?.peer;
      if (peer !== undefined) this.fanout.requestKeyframe(peer, mid);
    };
    const wanted = (): void => this.report({ type: 'decoderWanted', link: id });
    this.decoders.set(id, new DecoderLink(this.fanout, { requestKeyframe, wanted }));
  }

  private connectDecoder(request: number, id: number, sdp: string): void {
    const link = this.decoders.get(id);
    if (link === undefined) {
      this.report({ type: 'refused', request, reason: 'the link is closed' });
      return;
    }
    const peer = this.createInner();
    link.attach(peer);
    this.owners.set(peer, { kind: 'decoder', link });
    this.answer(request, peer, sdp);
  }

  private closeDecoder(id: number): void {
    const link = this.decoders.get(id);
    if (link === undefined) return;
    this.decoders.delete(id);
    if (link.peer !== undefined) this.forget(link.peer);
    link.close();
  }

  /** A peer that talks to libwebrtc in this process, where nothing is lost and nothing is paced. */
  private createInner(): PeerId {
    return this.fanout.createPeer({ role: 'answerer', candidates: this.sockets.udpAddresses });
  }

  private forget(peer: PeerId): void {
    this.owners.delete(peer);
    this.addresses.forget(peer);
    this.sockets.closePeer(peer);
  }

  /** @returns whose it was */
  private receive(datagram: Uint8Array, from: TransportAddress, to: TransportAddress): PeerId | undefined {
    const peer = this.addresses.find(datagram, from);
    if (peer === undefined) return undefined;
    this.fanout.receive(peer, datagram, from, to);
    this.pump();
    return peer;
  }

  private stage(frame: FannedFrame): void {
    if (this.staged === frame) return;
    this.staged = frame;
    this.fanout.setFrame(frame.data);
  }

  /** Sends what the engine has, handles its events, and sets the timer for what is due next. */
  private pump(): void {
    if (this.polling) return;
    this.polling = true;
    const events: FanoutEvent[] = [];
    try {
      do {
        events.length = 0;
        this.fanout.poll({
          transmit: (_peer, datagram, to, from) => this.sockets.send(datagram, from, to),
          event: (event) => events.push(event),
        });
        for (const event of events) this.follow(event);
      } while (events.length > 0);
    } finally {
      this.polling = false;
    }
    clearTimeout(this.timer);
    const dueMs = this.fanout.nextTimeoutMs();
    if (!Number.isFinite(dueMs)) return;
    this.timer = setTimeout(
      () => {
        this.fanout.tick();
        this.pump();
      },
      Math.max(MIN_TIMER_MS, dueMs),
    );
  }

  private follow(event: FanoutEvent): void {
    const owner = this.owners.get(event.peer);
    if (owner === undefined) return;
    if (owner.kind === 'viewer') this.followViewer(owner.id, owner.viewer, event);
    else owner.link.handle(event);
    if (event.type === 'frame') this.staged = undefined;
  }

  private followViewer(id: number, viewer: Viewer, event: FanoutEvent): void {
    switch (event.type) {
      case 'connected':
        viewer.opened();
        this.report({ type: 'path', peer: id, state: 'connected' });
        return;
      case 'ice':
        this.reportPath(id, event.state);
        return;
      case 'closed':
        this.closeViewer(id);
        this.report({ type: 'peerClosed', peer: id, reason: event.message });
        return;
      case 'media':
        return;
      case 'keyframeRequest':
        viewer.requestKeyframe(event.mid);
        return;
      case 'estimate':
        viewer.estimated(event.bps / 1_000);
        return;
      case 'frame': {
        const link = viewer.linkOf(event.mid);
        if (link !== undefined) this.decoders.get(link)?.push(event);
        return;
      }
      case 'channelOpen':
        this.report({ type: 'channelOpen', peer: id, channel: event.channel, label: event.label });
        return;
      case 'channelMessage': {
        const data = event.binary ? Uint8Array.from(event.data) : Buffer.from(event.data).toString('utf8');
        this.report({ type: 'channelMessage', peer: id, channel: event.channel, data });
        return;
      }
      case 'channelWritable':
        viewer.writable(event.channel);
        return;
      case 'channelClosed':
        viewer.closedChannel(event.channel);
        this.report({ type: 'channelClosed', peer: id, channel: event.channel });
        return;
      case 'stats':
        viewer.counted(event);
        return;
    }
  }

  private reportPath(id: number, state: string): void {
    if (state === 'disconnected') this.report({ type: 'path', peer: id, state: 'disconnected' });
    else if (state === 'connected' || state === 'completed')
      this.report({ type: 'path', peer: id, state: 'connected' });
  }

  private eventsOf(name: RungName): RungFanEvents {
    return {
      wanted: () => this.report({ type: 'rungWanted', rung: name }),
      idle: () => this.report({ type: 'rungIdle', rung: name }),
      requestKeyframe: () => this.encoders.get(keyOf(name))?.requestKeyframe() ?? false,
      repeatPicture: () => this.report({ type: 'repeatPicture', track: name.track }),
    };
  }

  private decide(): void {
    const nowMs = sharedNowMs();
    for (const viewer of this.viewers.values()) {
      viewer.selectRungs(nowMs);
      viewer.updateChannels();
    }
    for (const track of this.tracks.values()) {
      if (track.kind === 'video') for (const fan of track.open) this.decideRate(track, fan);
    }
    this.pump();
  }

  private decideRate({ home }: FanTrack, fan: RungFan): void {
    const links = [...this.viewers.values()].filter((viewer) => viewer.isOn(fan)).map((viewer) => viewer.videoKbps);
    if (home !== undefined) {
      this.neighbours.reportLinks(home, fan, links);
      return;
    }
    if (this.encoders.has(keyOf(fan.name))) this.rates.decide(fan, [...links, ...this.neighbours.linksOf(fan)]);
    this.neighbours.tellState(fan);
  }
}
