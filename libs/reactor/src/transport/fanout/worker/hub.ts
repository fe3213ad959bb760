import {
  type Fanout,
  FanoutError,
  type FanoutEvent,
  type IceState,
  type PeerId,
  type TransportAddress,
} from '@nestjs-reactor/fanout';
import { sharedNowMs } from '../../../media/index.js';
import { CodecLinks } from './codec-links.js';
import { EnginePeers } from './engine-peers.js';
import { EnginePump } from './engine-pump.js';
import { FanTrack } from './fan-track.js';
import type { HubCommand, HubReport, HubSetup, LocalAddress, RungName } from './messages.js';
import { Neighbours } from './neighbours.js';
import { OutboundPeers } from './outbound-peers.js';
import type { FannedFrame, RungFan, RungFanEvents } from './rung-fan.js';
import { RungRates } from './rung-rates.js';
import { Sockets } from './sockets.js';
import { StreamViewer } from './stream-viewer.js';
import { Viewer } from './viewer.js';

/** How often rungs and bitrates are decided anew, in milliseconds. */
const DECIDE_EVERY_MS = 200;

/**
 * One fan-out thread: the WebRTC engine, its sockets, the viewers, and the links to encoders and decoders of libwebrtc.
 * It takes commands, one after another, and reports.
 */
export class Hub {
  private readonly sockets: Sockets;
  private readonly viewers = new Map<number, Viewer>();
  private readonly streams = new Map<number, StreamViewer>();
  private readonly viewerOf = new Map<PeerId, Viewer>();
  private readonly tracks = new Map<number, FanTrack>();
  private readonly peers: EnginePeers;
  private readonly outbound: OutboundPeers;
  private readonly pump: EnginePump;
  private readonly links: CodecLinks;
  private readonly rates: RungRates;
  private readonly neighbours: Neighbours;
  private readonly deciding: NodeJS.Timeout;
  private staged: FannedFrame | undefined;

  constructor(
    private readonly fanout: Fanout,
    private readonly setup: HubSetup,
    private readonly report: (report: HubReport, moved?: readonly ArrayBuffer[]) => void,
  ) {
    this.sockets = new Sockets(setup.tcp, (datagram, from, to) => this.receive(datagram, from, to));
    this.peers = new EnginePeers(fanout, this.sockets, report);
    this.outbound = new OutboundPeers({
      fanout,
      playoutDelayMs: setup.playoutDelayMs,
      report,
      created: ({ peer: id, startKbps }, peer) => this.addViewer(id, peer, startKbps),
      received: () => this.pump.run(),
    });
    this.pump = new EnginePump(
      fanout,
      (peer, datagram, to, from) => {
        if (this.outbound.send(peer, datagram, from, to)) return;
        this.peers.sent(peer, datagram, to);
        const taken = this.sockets.send(datagram, from, to);
        this.viewerOf.get(peer)?.path.sent(datagram, to, taken);
      },
      (event) => this.follow(event),
    );
    this.links = new CodecLinks({
      fanout,
      peers: this.peers,
      track: (id) => this.tracks.get(id),
      viewer: (id) => this.viewers.get(id)?.peer,
      report,
    });
    this.rates = new RungRates(setup.minKbps, report);
    this.neighbours = new Neighbours({ track: (id) => this.tracks.get(id), changed: () => this.pump.run() });
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
        this.peers.answer(command.request, this.viewers.get(command.peer)?.peer, command.sdp);
        break;
      case 'openOutbound':
        void this.outbound.create(command);
        return;
      case 'acceptAnswer':
        this.outbound.accept(command.request, command.peer, command.sdp);
        break;
      case 'sections':
        this.viewers.get(command.peer)?.setSections(command.outgoing, command.incoming);
        for (const { link, mid } of command.incoming) this.links.openDecoder(link, command.peer, mid);
        break;
      case 'flow':
        this.watcher(command.peer)?.setFlowing(command.track, command.flowing);
        break;
      case 'message':
        this.sendMessage(command.peer, command.channel, command.data);
        break;
      case 'stats':
        this.report({ type: 'stats', request: command.request, stats: this.watcher(command.peer)?.stats });
        return;
      case 'closePeer':
        this.closeStream(command.peer);
        this.closeViewer(command.peer);
        break;
      case 'openStream':
        this.openStream(command);
        break;
      case 'streamFeedback': {
        const { peer, feedback } = command;
        if (this.streams.get(peer)?.hear(feedback) === false) this.report({ type: 'streamViolated', peer });
        break;
      }
      case 'streamRoundTrip':
        this.streams.get(command.peer)?.measured(command.ms);
        return;
      case 'encoderOffer':
        this.rates.forget(command.rung);
        this.links.connectEncoder(command.request, command.rung, command.sdp);
        break;
      case 'openEncoder':
        this.rates.forget(command.rung);
        this.links.openPosted(command.rung);
        break;
      case 'encoded':
        this.links.pushPosted(command.rung, command.frame);
        break;
      case 'closeEncoder':
        this.links.closeEncoder(command.rung);
        this.rates.forget(command.rung);
        break;
      case 'decoderOffer':
        this.links.connectDecoder(command.request, command.link, command.sdp);
        break;
      case 'closeDecoder':
        this.links.closeDecoder(command.link);
        break;
      case 'close':
        this.close();
        return;
    }
    this.pump.run();
  }

  private close(): void {
    clearInterval(this.deciding);
    for (const id of this.streams.keys()) this.closeStream(id);
    for (const id of this.viewers.keys()) this.closeViewer(id);
    this.links.close();
    for (const track of this.tracks.values()) track.close();
    this.pump.run();
    this.pump.stop();
    this.sockets.close();
    this.outbound.close();
    this.neighbours.close();
  }

  private async listen(request: number, addresses: readonly LocalAddress[]): Promise<void> {
    const failed = await this.sockets.listen(addresses);
    this.report({ type: 'listening', request, open: this.sockets.addresses, failed });
  }

  private createViewer(id: number, startKbps: number): void {
    const { playoutDelayMs } = this.setup;
    const peer = this.peers.createViewer({
      startKbps,
      playoutDelayMs: { min: playoutDelayMs, max: playoutDelayMs },
    });
    this.addViewer(id, peer, startKbps);
  }

  private addViewer(id: number, peer: PeerId, startKbps: number): void {
    const viewer = new Viewer({
      fanout: this.fanout,
      peer,
      startKbps,
      track: (track) => this.tracks.get(track),
      stage: (frame) => this.stage(frame),
      buffered: (channel, bytes) => this.report({ type: 'channelBuffered', peer: id, channel, bytes }),
    });
    this.viewers.set(id, viewer);
    this.viewerOf.set(peer, viewer);
    this.peers.handleBy(peer, (event) => this.followViewer(id, viewer, event));
  }

  private closeViewer(id: number): void {
    this.outbound.closePeer(id);
    const viewer = this.viewers.get(id);
    if (viewer === undefined) return;
    this.viewers.delete(id);
    this.viewerOf.delete(viewer.peer);
    this.peers.forget(viewer.peer);
    viewer.close();
    this.fanout.closePeer(viewer.peer);
  }

  private openStream({ peer, startKbps, sections }: Extract<HubCommand, { readonly type: 'openStream' }>): void {
    const stream = new StreamViewer({
      startKbps,
      sections,
      track: (track) => this.tracks.get(track),
      post: (message) => this.report({ type: 'streamFrame', peer, message }, [message.buffer]),
      now: sharedNowMs,
    });
    this.streams.set(peer, stream);
  }

  private closeStream(id: number): void {
    this.streams.get(id)?.close();
    this.streams.delete(id);
  }

  private watcher(id: number): Viewer | StreamViewer | undefined {
    return this.viewers.get(id) ?? this.streams.get(id);
  }

  private get watchers(): readonly (Viewer | StreamViewer)[] {
    return [...this.viewers.values(), ...this.streams.values()];
  }

  private sendMessage(id: number, channel: number, data: string | Uint8Array<ArrayBuffer>): void {
    try {
      this.viewers.get(id)?.send(channel, data);
    } catch (error) {
      // The channel closed meanwhile, which is reported by itself.
      if (!(error instanceof FanoutError)) throw error;
    }
  }

  /** @returns whose it was; undefined for a stranger's */
  private receive(datagram: Uint8Array, from: TransportAddress, to: TransportAddress): PeerId | undefined {
    if (!this.peers.receive(datagram, from, to)) return undefined;
    this.pump.run();
    return this.peers.ownerOf(from);
  }

  private stage(frame: FannedFrame): void {
    if (this.staged === frame) return;
    this.staged = frame;
    this.fanout.setFrame(frame.data);
  }

  private follow(event: FanoutEvent): void {
    this.peers.handle(event);
    // A decoder may have been given it.
    if (event.type === 'frame') this.staged = undefined;
  }

  private followViewer(id: number, viewer: Viewer, event: FanoutEvent): void {
    switch (event.type) {
      case 'connected':
        viewer.outputs.opened();
        this.report({ type: 'path', peer: id, state: 'connected' });
        return;
      case 'ice':
        this.reportPath(id, viewer, event.state);
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
        if (link !== undefined) this.links.decode(link, event);
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

  private reportPath(id: number, viewer: Viewer, ice: IceState): void {
    if (ice === 'new' || ice === 'checking') return;
    const state = ice === 'disconnected' ? 'disconnected' : 'connected';
    viewer.outputs.setReachable(state === 'connected');
    this.report({ type: 'path', peer: id, state });
  }

  private eventsOf(name: RungName): RungFanEvents {
    return {
      wanted: () => this.report({ type: 'rungWanted', rung: name }),
      idle: () => this.report({ type: 'rungIdle', rung: name }),
      requestKeyframe: () => this.links.requestKeyframe(name),
      repeatPicture: () => this.report({ type: 'repeatPicture', track: name.track }),
    };
  }

  private decide(): void {
    const nowMs = sharedNowMs();
    for (const watcher of this.watchers) watcher.selectRungs(nowMs);
    for (const viewer of this.viewers.values()) viewer.updateChannels();
    for (const track of this.tracks.values()) {
      if (track.kind === 'video') for (const fan of track.open) this.decideRate(track, fan);
    }
    this.pump.run();
  }

  private decideRate({ home, rungs }: FanTrack, fan: RungFan): void {
    const links = this.watchers.filter((watcher) => watcher.isOn(fan)).map(({ videoKbps }) => videoKbps);
    if (home !== undefined) {
      this.neighbours.reportLinks(home, fan, links);
      return;
    }
    if (this.links.hasEncoder(fan.name)) this.rates.decide(rungs, fan, [...links, ...this.neighbours.linksOf(fan)]);
    this.neighbours.tellState(fan);
  }
}
