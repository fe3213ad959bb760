import { Addresses, candidateAddress } from './addresses.js';
import { CODECS } from './codecs.js';
import { Engine } from './engine.js';
import { FanoutError } from './fanout-error.js';
import type { PeerId } from './fanout-event.js';
import type { Codec, OfferOptions, PeerOptions } from './peer-options.js';
import { type FanoutSink, NO_LEVEL, readRecords } from './records.js';
import type { TransportAddress } from './transport-address.js';

export interface FanoutOptions {
  /**
   * Nanoseconds; never goes back. All timers follow it.
   * @defaultValue `process.hrtime.bigint`
   */
  readonly clock?: () => bigint;
  /** Lines for a log; rare. */
  readonly log?: (line: string) => void;
}

/** What goes with a frame. */
export interface FrameOptions {
  /** Which the frame is encoded with; the payload type is looked up in what was negotiated. */
  readonly codec: Codec;
  /** 90 kHz for video, 48 kHz for Opus; its lowest 32 bits go out. */
  readonly rtpTimestamp: number;
  /**
   * When the frame was captured, on this engine's clock (`nowMs`): sender reports tell it, and by it sound and picture align.
   * @defaultValue now
   */
  readonly capturedAtMs?: number;
  /** Loudness of sound, as of `ReceivedFrame`; goes out where the client negotiated the header extension. */
  readonly audioLevel?: number | undefined;
}

/** Frames that wait for the pacer; sampled when it last looked. */
export interface Backlog {
  readonly bytes: number;
  readonly packets: number;
  /** Since the oldest was queued. */
  readonly ageMs: number;
}

export const MAX_MESSAGE_BYTES = 262_144;

/** SDP is a few thousand bytes, of a client with everything some ten thousand. */
const MAX_TEXT_BYTES = 1 << 20;
const MAX_DATAGRAM_BYTES = 65_536;
/** A name in a text of lines. */
const LINE_BREAK = /[\r\n]/;
/** Mids are chosen by clients: how many are remembered as bytes. */
const REMEMBERED_MIDS = 1024;

/** Loads an engine of its own: memory, certificate and peers are not shared. The compiled code is. */
export async function loadFanout({
  clock = () => process.hrtime.bigint(),
  log = () => {},
}: FanoutOptions = {}): Promise<Fanout> {
  return new Fanout(await Engine.load({ clock, log }));
}

/**
 * Many WebRTC peers without a socket: packets go in by `receive` and come out by `poll`, timers run by `tick`. After calls
 * that change something, `poll` until its sink has all; then call `tick` after `nextTimeoutMs`.
 *
 * Each call may throw `engine_failed` once and `engine_dead` afterwards: the engine and its peers are then lost.
 */
export class Fanout {
  private readonly addresses = new Addresses();
  private readonly mids = new Map<string, Uint8Array>();

  constructor(private readonly engine: Engine) {}

  /** The engine's clock, in milliseconds. */
  nowMs(): number {
    return this.engine.nowMs();
  }

  /** @throws FanoutError `bad_option` */
  createPeer(options: PeerOptions): PeerId {
    const lines = [`iceLite=${options.iceLite ?? options.role === 'answerer'}`];
    for (const candidate of options.candidates) lines.push(`candidate=${candidateAddress(candidate)}`);
    if (options.startKbps !== undefined)
      lines.push(`startKbps=${whole('startKbps', options.startKbps, 1, 10_000_000)}`);
    if (options.playoutDelayMs !== undefined) {
      const { min, max } = options.playoutDelayMs;
      lines.push(
        `playoutDelayMs=${whole('playoutDelayMs.min', min, 0, 40_950)},${whole('playoutDelayMs.max', max, min, 40_950)}`,
      );
    }
    for (const codec of options.codecs ?? CODECS) lines.push(`codec=${line('codecs', codec)}`);
    return this.engine.ask((exports) => exports.create_peer(this.engine.write(exports, Buffer.from(lines.join('\n')))));
  }

  /**
   * The answer to a client's offer; later offers restart ICE or change sections.
   * @throws FanoutError `bad_sdp`, `negotiation_failed`, `unknown_peer`
   */
  acceptOffer(peer: PeerId, sdp: string): string {
    return this.engine.askText(bounded(sdp), (exports, length) => exports.accept_offer(peer, length));
  }

  /** @throws FanoutError `negotiation_failed` when nothing is asked for, `unknown_peer` */
  createOffer(peer: PeerId, options: OfferOptions): string {
    const lines = Object.entries(options)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${line(name, String(value))}`);
    return this.engine.askText(lines.join('\n'), (exports, length) => exports.create_offer(peer, length));
  }

  /** An offer with new ICE credentials. @throws FanoutError `unknown_peer` */
  restartIce(peer: PeerId): string {
    return this.engine.askText('', (exports) => exports.restart_ice(peer));
  }

  /** @throws FanoutError `bad_sdp`, `negotiation_failed`, `unknown_peer` */
  acceptAnswer(peer: PeerId, sdp: string): void {
    this.engine.askText(bounded(sdp), (exports, length) => exports.accept_answer(peer, length));
  }

  /** A trickled candidate, as `candidate:...`. @throws FanoutError `bad_sdp`, `unknown_peer` */
  addRemoteCandidate(peer: PeerId, candidate: string): void {
    this.engine.askText(bounded(candidate), (exports, length) => exports.add_remote_candidate(peer, length));
  }

  /** Ours: the first half of the name in a client's first checks. Changes when ICE is restarted. @throws FanoutError `unknown_peer` */
  iceUfrag(peer: PeerId): string {
    return this.engine.askText('', (exports) => exports.ice_ufrag(peer));
  }

  /** Any bytes of anybody; what is no packet of this peer changes nothing. `to` is one of the peer's candidates. */
  receive(peer: PeerId, datagram: Uint8Array, from: TransportAddress, to: TransportAddress): void {
    if (datagram.length > MAX_DATAGRAM_BYTES) return;
    this.engine.call((exports) => {
      const [source, destination] = [this.addresses.encode(from), this.addresses.encode(to)];
      exports.receive(peer, this.engine.write(exports, source, destination, datagram));
    });
  }

  /** Runs the timers that are due, of all peers. */
  tick(): void {
    this.engine.call((exports) => exports.tick());
  }

  /** Milliseconds until `tick` has something to do, 0 if it has now; `Infinity` without peers. Ask after `poll`. */
  nextTimeoutMs(): number {
    return this.engine.call((exports) => exports.next_timeout());
  }

  /** Hands over all that peers have to send and to tell. The sink may call the engine, `poll` excepted. */
  poll(sink: FanoutSink): void {
    for (;;) {
      const batch = this.engine.call((exports) => (exports.poll() === 0 ? undefined : this.engine.output(exports)));
      if (batch === undefined) return;
      readRecords(batch, this.addresses, this.engine.nowMs(), sink);
    }
  }

  /** Stages one encoded frame: copied into the engine once, sent to as many peers as `sendFrame` names. */
  setFrame(data: Uint8Array): void {
    this.engine.call((exports) => exports.set_frame(this.engine.write(exports, data)));
  }

  /**
   * Queues the staged frame; `poll` hands its packets over as the pacer lets them go. Sequence numbers and SSRC continue
   * whatever encoder a frame comes from, and over pauses.
   * @returns false where it was not taken: not connected, no such section, or the codec was not negotiated
   */
  sendFrame(
    peer: PeerId,
    mid: string,
    { codec, rtpTimestamp, capturedAtMs, audioLevel = NO_LEVEL }: FrameOptions,
  ): boolean {
    const ageMs = capturedAtMs === undefined ? 0 : this.engine.nowMs() - capturedAtMs;
    const number = CODECS.indexOf(codec);
    // A number of any size keeps its lowest 32 bits.
    const timestamp = Number(BigInt.asUintN(32, BigInt(Math.floor(rtpTimestamp))));
    return this.engine.call(
      (exports) => exports.send_frame(peer, this.named(exports, mid), number, timestamp, ageMs, audioLevel) === 1,
    );
  }

  /** What `sendFrame` can send in that section; nothing before the negotiation. */
  codecs(peer: PeerId, mid: string): readonly Codec[] {
    return this.engine.call((exports) => {
      exports.codecs(peer, this.named(exports, mid));
      return Array.from(this.engine.output(exports), (number) => CODECS[number]!);
    });
  }

  /** PLI to the sender. @returns false where nothing was received in that section yet */
  requestKeyframe(peer: PeerId, mid: string): boolean {
    return this.engine.call((exports) => exports.request_keyframe(peer, this.named(exports, mid)) === 1);
  }

  /** REMB to the sender. @returns false where nothing was received in that section yet */
  requestBitrate(peer: PeerId, mid: string, bps: number): boolean {
    return this.engine.call((exports) => exports.request_bitrate(peer, this.named(exports, mid), bps) === 1);
  }

  /** What shall be sent if the way carries it: the estimator probes up to it. */
  setDesiredKbps(peer: PeerId, kbps: number): void {
    this.engine.call((exports) => exports.set_desired_bitrate(peer, kbps * 1000));
  }

  backlog(peer: PeerId, mid: string): Backlog {
    return this.engine.call((exports) => {
      exports.backlog(peer, this.named(exports, mid));
      const output = this.engine.output(exports);
      return { bytes: output.readDoubleLE(0), packets: output.readDoubleLE(8), ageMs: output.readDoubleLE(16) };
    });
  }

  /**
   * @param data UTF-8 where `binary` is false
   * @returns false where there is no room now: nothing was taken, and `channelWritable` or an acknowledged message makes room
   * @throws FanoutError `channel_closed`, `message_too_large`, `unknown_peer`
   */
  sendMessage(peer: PeerId, channel: number, binary: boolean, data: Uint8Array): boolean {
    if (data.length > MAX_MESSAGE_BYTES) {
      throw new FanoutError('message_too_large', `${data.length} bytes are more than ${MAX_MESSAGE_BYTES}.`);
    }
    return (
      this.engine.ask((exports) =>
        exports.send_message(peer, channel, Number(binary), this.engine.write(exports, data)),
      ) === 1
    );
  }

  /** Bytes that were taken and not acknowledged. */
  bufferedAmount(peer: PeerId, channel: number): number {
    return this.engine.call((exports) => exports.buffered_amount(peer, channel));
  }

  /** Says good-bye over RTCP, SCTP and DTLS in the next `poll`. The id is unknown from now on; a second call does nothing. */
  closePeer(peer: PeerId): void {
    this.engine.call((exports) => exports.close_peer(peer));
  }

  private named(exports: Parameters<Parameters<Engine['call']>[0]>[0], mid: string): number {
    let bytes = this.mids.get(mid);
    if (bytes === undefined) {
      bytes = Buffer.from(mid);
      if (this.mids.size >= REMEMBERED_MIDS) this.mids.clear();
      this.mids.set(mid, bytes);
    }
    return this.engine.write(exports, bytes);
  }
}

function whole(name: string, value: number, least: number, most: number): number {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new FanoutError('bad_option', `${name} is ${value}: it must be a whole number from ${least} to ${most}.`);
  }
  return value;
}

function line(name: string, value: string): string {
  if (LINE_BREAK.test(value)) throw new FanoutError('bad_option', `${name} must not break the line.`);
  return value;
}

function bounded(text: string): string {
  if (text.length > MAX_TEXT_BYTES) throw new FanoutError('bad_sdp', `${text.length} characters are no description.`);
  return text;
}
