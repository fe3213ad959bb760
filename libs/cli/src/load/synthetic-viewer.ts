import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Fanout, FanoutEvent, PeerId, TransportAddress } from '@nestjs-reactor/fanout';
import type { LinkConditions } from './link/link-shaper.js';
import { UdpRelay } from './link/udp-relay.js';
import { ModelRoutes } from '../server/model-routes.js';
import type { LoadOptions } from './load-options.js';
import { ensureSession, postOffer } from './server-api.js';
import { ViewerCounter, type ViewerFigures } from './viewer-figures.js';

/** A datagram socket takes this much at once: a keyframe of a large picture comes in one burst. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

const LOOPBACK = '127.0.0.1';

export type ViewerOptions = Pick<
  LoadOptions,
  'url' | 'token' | 'sound' | 'down' | 'up' | 'keyframes' | 'commands' | 'command'
> & { readonly relayed: boolean };

/** One viewer: a peer of the engine, its socket, and a relay in front of it where its link is shaped. */
export class SyntheticViewer {
  readonly id: PeerId;
  private readonly counter: ViewerCounter;
  private readonly timers: NodeJS.Timeout[] = [];
  private videoMid: string | undefined;
  private channel: number | undefined;
  private failure: string | undefined;
  private closed = false;

  private constructor(
    private readonly engine: Fanout,
    private readonly socket: Socket,
    private readonly here: TransportAddress,
    private readonly relay: UdpRelay | undefined,
    private readonly options: ViewerOptions,
    private readonly pump: () => void,
  ) {
    this.counter = new ViewerCounter(options.relayed, engine.nowMs());
    this.id = engine.createPeer({ role: 'offerer', candidates: [here] });
    socket.on('message', (datagram, { address, port }) => {
      engine.receive(this.id, datagram, { address, port }, here);
      pump();
    });
    // A server that has gone away is noticed by the engine.
    socket.on('error', () => undefined);
  }

  /** @param pump lets the engine hand over what it has to send */
  static async create(engine: Fanout, options: ViewerOptions, pump: () => void): Promise<SyntheticViewer> {
    const socket = createSocket({ type: 'udp4' });
    socket.bind(0);
    await once(socket, 'listening');
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
    const here = { address: LOOPBACK, port: socket.address().port };
    const relay = options.relayed
      ? await UdpRelay.open({ down: options.down, up: options.up }, { far: '0.0.0.0' })
      : undefined;
    return new SyntheticViewer(engine, socket, here, relay, options, pump);
  }

  /** Offers and connects. Its failure is in its figures. */
  async join(): Promise<void> {
    const { url, token, sound } = this.options;
    try {
      const routes = new ModelRoutes(url, token);
      await ensureSession(routes);
      const offer = this.engine.createOffer(this.id, {
        receiveVideo: 1,
        ...(sound ? { receiveAudio: 1 } : {}),
        channel: 'data',
      });
      this.videoMid = videoMidOf(offer);
      // The server learns of the viewer's address where its packets come from, relay or not.
      const answer = await postOffer(routes, offer.replaceAll(/^a=candidate:.*\r\n/gm, ''));
      if (this.closed) return;
      this.engine.acceptAnswer(this.id, this.reachable(answer));
      this.pump();
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** Measures from now on. @param fromMs when the measurement began, on the engine's clock */
  start(fromMs: number): void {
    this.counter.start(this.engine.nowMs(), fromMs);
  }

  /** The direction to the viewer, where it has a relay. */
  changeLink(down: LinkConditions): void {
    this.relay?.change({ down });
  }

  transmit(datagram: Uint8Array, to: TransportAddress): void {
    if (!this.closed) this.socket.send(datagram, to.port, to.address);
  }

  take(event: FanoutEvent): void {
    switch (event.type) {
      case 'connected':
        this.every(this.options.keyframes, () => {
          if (this.videoMid !== undefined) this.engine.requestKeyframe(this.id, this.videoMid);
        });
        return;
      case 'channelOpen':
        this.channel = event.channel;
        this.every(this.options.commands, () => this.sendCommand());
        return;
      case 'frame': {
        if (event.mid !== this.videoMid) return;
        const { senderReport, rtpTimestamp, data, contiguous } = event;
        const atMs = this.engine.nowMs();
        const latencyMs = senderReport === undefined ? undefined : latencyOf(rtpTimestamp, senderReport);
        this.counter.frame({ atMs, bytes: data.length, contiguous, latencyMs });
        return;
      }
      case 'stats':
        if (event.lossReceived !== undefined) this.counter.loss(event.lossReceived);
        return;
      case 'closed':
        this.fail(`the connection closed: ${event.message}`);
        return;
      case 'ice':
        if (event.state === 'disconnected') this.fail('the connection was lost');
        return;
      case 'channelClosed':
      case 'channelMessage':
      case 'channelWritable':
      case 'estimate':
      case 'keyframeRequest':
      case 'media':
        return;
    }
  }

  /** Leaves. @param silently without a word to the server */
  leave(silently = false): ViewerFigures {
    const failure = this.failure ?? (this.counter.hasFrames ? undefined : 'no frame came');
    const figures = this.counter.stop(this.engine.nowMs(), failure);
    this.end(silently);
    return figures;
  }

  /** For one that leaves silently the engine's good-bye finds no socket. */
  private end(silently: boolean): void {
    for (const timer of this.timers) clearInterval(timer);
    if (this.closed) return;
    if (silently) this.closed = true;
    this.engine.closePeer(this.id);
    this.pump();
    this.closed = true;
    // What was just handed to the sockets is sent first.
    setTimeout(() => {
      this.socket.close();
      this.relay?.close();
    }, LINGER_MS);
  }

  private fail(why: string): void {
    this.failure ??= why;
  }

  private every(aSecond: number, act: () => void): void {
    if (aSecond <= 0) return;
    this.timers.push(
      setInterval(() => {
        if (this.closed) return;
        act();
        this.pump();
      }, 1000 / aSecond),
    );
  }

  private sendCommand(): void {
    const { command } = this.options;
    if (command === undefined || this.channel === undefined) return;
    try {
      this.engine.sendMessage(this.id, this.channel, false, Buffer.from(JSON.stringify(command)));
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** The answer with addresses that a socket of IPv4 reaches; with a relay, with the relay's alone. */
  private reachable(answer: string): string {
    const usable = /^a=candidate:\S+ 1 udp \d+ (\d+\.\d+\.\d+\.\d+) (\d+) typ \S+.*\r\n/gim;
    const [first] = answer.matchAll(usable);
    if (first === undefined) throw new Error('the answer names no address of UDP and IPv4');
    const bare = (line: string): string =>
      this.relay === undefined && new RegExp(usable.source, 'i').test(line) ? line : '';
    const sdp = answer.replaceAll(/^a=candidate:.*\r\n/gm, bare);
    if (this.relay === undefined) return sdp;
    this.relay.toward({ address: first[1]!, port: Number(first[2]) });
    const { address, port } = this.relay.near;
    return sdp.replaceAll(/^a=mid:.*\r\n/gm, `$&a=candidate:1 1 udp 2122260223 ${address} ${port} typ host\r\n`);
  }
}

const LINGER_MS = 100;

function videoMidOf(sdp: string): string | undefined {
  return /^m=video [^]*?^a=mid:(\S+)/m.exec(sdp)?.[1];
}

/** 90 kHz; a report may be before or after the frame. */
function latencyOf(rtpTimestamp: number, report: { readonly ntpMs: number; readonly rtpTimestamp: number }): number {
  const captured = report.ntpMs + ((rtpTimestamp - report.rtpTimestamp) | 0) / 90;
  return performance.timeOrigin + performance.now() - captured;
}
