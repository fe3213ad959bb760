import { ClientError, toClientError } from '../client-error.js';
import { type Observable, Variable } from '../observable.js';
import type { SignalingSocket } from '../signaling/signaling-socket.js';
import { sleep } from '../sleep.js';
import type { StreamPort } from '../stream/stream-port.js';
import type { MediaSample } from './media-figures.js';
import type { LinkFrame, MediaLink, ReceivingLink, TrackInfo } from './media-link.js';
import type { MediaRoute, WebSocketCause } from './media-route.js';
import { ofPeerConnection } from './shown-frames.js';
import type { NetworkMemory } from './network-memory.js';

/** Opens the browser's side of the media; the servers are those that the session names. */
export type LinkFactory = (iceServers: RTCIceServer[], tracks: readonly TrackInfo[]) => MediaLink;

/** The ways that a client has. */
export interface MediaWays {
  /** WebRTC; undefined where there is none. */
  readonly createLink: LinkFactory | undefined;
  /** Encoded frames over a WebSocket; undefined where they cannot be played. */
  readonly stream: StreamPort | undefined;
  /** Why there is no WebRTC, where there is none. */
  readonly withoutWebRtc: WebSocketCause;
  readonly memory: NetworkMemory;
}

/** What a ladder works with. */
export interface MediaLadderParts extends MediaWays {
  readonly socket: Pick<SignalingSocket, 'request' | 'notify'>;
  readonly sessionId: string;
  readonly tracks: readonly TrackInfo[];
  readonly iceServers: RTCIceServer[];
  /** A request that the server answers at once took this long. */
  readonly roundTrip: (ms: number) => void;
  /** No way is left. */
  readonly lost: (error: ClientError) => void;
}

/** Without a path of WebRTC by then, the picture comes over a WebSocket until there is one, in milliseconds. */
const FALLBACK_MS = 4_000;

/** Waits before WebRTC is tried again, in milliseconds; the last one is repeated. */
const RETRY_MS = [10_000, 30_000, 60_000, 120_000, 300_000];

/** A WebSocket that lasts no longer is not opened again at once, but after the waits between connections, in milliseconds. */
const SHORT_LIVED_MS = 5_000;

/** How long the first picture of the better way is waited for before it takes over, in milliseconds. */
const FIRST_PICTURE_MS = 2_000;
const LOOK_EVERY_MS = 50;

/**
 * The media of one connection, by the best way that its network lets through. ICE itself prefers UDP to TCP to a relay; where it
 * finds no path, or loses it, frames come over a WebSocket. WebRTC is tried again, and takes over when it works.
 */
export class MediaLadder {
  private readonly current = new Variable<MediaRoute | undefined>(undefined);
  private link: ReceivingLink | undefined;
  /** In use, or being tried. */
  private peer: MediaLink | undefined;
  private readonly sending = new Map<string, MediaStreamTrack | null>();
  private readonly paused = new Set<string>();
  private readonly closing = new AbortController();
  /** Ends the try that goes on, and the wait before the next one. */
  private change = new AbortController();
  private unfollow: () => void = () => {};
  private usedMs = -Infinity;

  constructor(private readonly parts: MediaLadderParts) {}

  /** The way in use; undefined before there is one, and for a model without tracks. */
  get route(): Observable<MediaRoute | undefined> {
    return this.current;
  }

  /** What the model sends, by track name. */
  get received(): ReadonlyMap<string, MediaStreamTrack> {
    return this.link?.received ?? new Map();
  }

  /** Resolves when media can flow. Rejects with `ice_failed`, or the server's refusal, where no way is open. */
  async open(): Promise<void> {
    const { tracks, createLink, stream, memory, withoutWebRtc } = this.parts;
    if (tracks.length === 0) return;
    if (createLink === undefined) {
      await this.openStream(withoutWebRtc);
      return;
    }
    this.unfollow = stream?.onNetworkChange(() => this.retryNow()) ?? this.unfollow;
    const first = stream !== undefined && memory.isBlocked ? undefined : this.openPeer(createLink);
    const isOpen = await this.isOpenSoon(first);
    if (isOpen) return;
    try {
      await this.openStream('no_ice_path');
    } catch (error) {
      memory.forget();
      // The refusal of the better way says more, where it was tried.
      await (first ?? Promise.reject(toClientError(error)));
      return;
    }
    void this.keepTrying(createLink, first);
  }

  /** What is sent on an input track; over every path of WebRTC, until nothing is. */
  async send(track: string, media: MediaStreamTrack | null): Promise<void> {
    this.sending.set(track, media);
    await this.peer?.send(track, media);
  }

  /** Receives a track or not, over this way and every further one. Rejects with the server's refusal. */
  async setFlowing(track: string, flowing: boolean): Promise<void> {
    await this.parts.socket.request({ type: flowing ? 'resume' : 'pause', track });
    if (flowing) this.paused.delete(track);
    else this.paused.add(track);
  }

  async sample(): Promise<MediaSample> {
    if (this.link === undefined) throw ClientError.own('not_connected', 'no media are open yet');
    const sample = await this.link.sample();
    const { value } = this.current;
    // ICE moves to another path by itself.
    if (value !== undefined && sample.way !== undefined && sample.way !== value.way && value.way !== 'websocket') {
      this.current.value = { ...value, way: sample.way };
    }
    return sample;
  }

  levels(): (number | undefined)[] {
    return this.link?.levels() ?? [];
  }

  /** Which frame an element shows; undefined where that is not known. */
  identify(track: string, shown: VideoFrameCallbackMetadata): LinkFrame | undefined {
    const { link } = this;
    return link?.identify === undefined ? ofPeerConnection(shown) : link.identify(track, shown);
  }

  addCandidate(candidate: Parameters<MediaLink['addCandidate']>[0]): void {
    this.peer?.addCandidate(candidate);
  }

  close(): void {
    this.closing.abort();
    this.unfollow();
    this.peer?.close();
    this.link?.close();
  }

  /** @returns whether WebRTC is open in time; rejects with a refusal that another way does not mend */
  private async isOpenSoon(opening: Promise<void> | undefined): Promise<boolean> {
    const { stream } = this.parts;
    if (opening === undefined) return false;
    if (stream === undefined) {
      await opening;
      return true;
    }
    const late = new AbortController();
    try {
      return await Promise.race([opening.then(() => true), sleep(FALLBACK_MS, late.signal).then(() => false)]);
    } catch (error) {
      if (!isOfNetwork(toClientError(error))) throw error;
      return false;
    } finally {
      late.abort();
    }
  }

  /** Resolves when WebRTC is in use. */
  private async openPeer(create: LinkFactory): Promise<void> {
    const { socket, tracks, iceServers, memory } = this.parts;
    const { signal } = this.change;
    const link = create(iceServers, tracks);
    this.peer = link;
    try {
      const offer = await link.offer((candidate) => socket.notify({ type: 'candidate', candidate }));
      const { sdp } = await socket.request({ type: 'offer', ...offer });
      await link.accept(sdp);
      const wanted = tracks.filter(({ name, direction }) => direction === 'recvonly' && !this.paused.has(name));
      const askedMs = performance.now();
      await Promise.all(wanted.map(({ name: track }) => socket.request({ type: 'resume', track })));
      this.parts.roundTrip(performance.now() - askedMs);
      await Promise.race([link.connected, networkChanged(signal)]);
      if (this.link !== undefined) await this.firstPicture(link);
      this.closing.signal.throwIfAborted();
    } catch (error) {
      const refusal = toClientError(error);
      if (isOfNetwork(refusal) && !this.closing.signal.aborted && !signal.aborted) memory.blocked();
      if (this.peer === link) this.peer = undefined;
      link.close();
      throw refusal;
    }
    memory.forget();
    for (const [track, media] of this.sending) await link.send(track, media);
    const { way = 'udp' } = await link.sample();
    link.onInterrupted = () => void this.restart(link);
    this.use(link, { way, retries: false });
  }

  private async openStream(cause: WebSocketCause): Promise<void> {
    const { stream, socket, sessionId, createLink } = this.parts;
    const codecs = (await stream?.codecs()) ?? [];
    if (stream === undefined || codecs.length === 0) {
      throw ClientError.own('no_webrtc', 'this browser has neither WebRTC nor WebCodecs here');
    }
    const { ticket, tracks } = await socket.request({ type: 'stream', codecs: [...codecs] });
    this.closing.signal.throwIfAborted();
    const link = stream.open({ sessionId, ticket, tracks });
    try {
      // Unlike those of a peer connection, its tracks flow at once.
      for (const track of this.paused) await socket.request({ type: 'pause', track });
      await link.connected;
      this.closing.signal.throwIfAborted();
    } catch (error) {
      link.close();
      throw error;
    }
    // WebRTC may have come first.
    if (this.link !== undefined && this.link === this.peer) link.close();
    else this.use(link, { way: 'websocket', cause, retries: createLink !== undefined });
  }

  private use(link: ReceivingLink, route: MediaRoute): void {
    const before = this.link;
    this.link = link;
    this.usedMs = performance.now();
    this.current.value = route;
    if (before !== link) before?.close();
    void link.lost.then((error) => {
      if (this.link === link && !this.closing.signal.aborted) void this.fall(link, toClientError(error));
    });
  }

  /** The way in use is lost: frames come over another WebSocket while the signalling socket is there. */
  private async fall(from: ReceivingLink, error: ClientError): Promise<void> {
    const { createLink, stream, memory, lost } = this.parts;
    const wasPeer = from === this.peer;
    try {
      const isTooSoon = !wasPeer && performance.now() - this.usedMs < SHORT_LIVED_MS;
      if (stream === undefined || isTooSoon || (wasPeer && !isOfNetwork(error))) throw error;
      if (wasPeer) {
        memory.blocked();
        this.peer = undefined;
      }
      this.link = undefined;
      await this.openStream(wasPeer ? 'path_lost' : (this.current.value?.cause ?? 'no_ice_path'));
      from.close();
    } catch {
      lost(error);
      return;
    }
    if (wasPeer && createLink !== undefined) void this.keepTrying(createLink, undefined);
  }

  /** @param first a try that goes on already */
  private async keepTrying(create: LinkFactory, first: Promise<void> | undefined): Promise<void> {
    let trying = first;
    for (let tries = 0; ; tries++) {
      const { signal } = this.change;
      try {
        await trying;
        if (trying !== undefined) return;
      } catch {
        // The next one may do better.
      }
      const waitMs = RETRY_MS[Math.min(tries, RETRY_MS.length - 1)]!;
      await sleep(waitMs, AbortSignal.any([this.closing.signal, signal]));
      if (this.closing.signal.aborted || (this.link !== undefined && this.link === this.peer)) return;
      trying = this.openPeer(create);
    }
  }

  private retryNow(): void {
    this.parts.memory.forget();
    const { change } = this;
    this.change = new AbortController();
    change.abort();
  }

  /** While the socket is open, the picture can stay: the server answers from the end that the link knows. */
  private async restart(link: MediaLink): Promise<void> {
    try {
      const { sdp } = await this.parts.socket.request({ type: 'offer', ...(await link.restart()) });
      await link.accept(sdp);
    } catch (error) {
      if (this.link === link) await this.fall(link, toClientError(error));
    }
  }

  /** The picture of before stays until there is one of the link, so that none is missing. */
  private async firstPicture(link: MediaLink): Promise<void> {
    for (const untilMs = performance.now() + FIRST_PICTURE_MS; performance.now() < untilMs;) {
      const { video } = await link.sample();
      if ([...video.values()].some(({ framesDecoded }) => framesDecoded > 0)) return;
      await sleep(LOOK_EVERY_MS, this.closing.signal);
    }
  }
}

/** Rejects when the signal is aborted. */
function networkChanged(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const changed = (): void => reject(ClientError.own('ice_failed', 'the network has changed meanwhile'));
    signal.addEventListener('abort', changed, { once: true });
  });
}

/** The network is the cause, or may be. */
function isOfNetwork({ code }: ClientError): boolean {
  return code === 'ice_failed' || code === 'negotiation_failed' || code === 'client_failed';
}
