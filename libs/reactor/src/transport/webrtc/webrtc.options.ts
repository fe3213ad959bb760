import { isIP } from 'node:net';
import { MAX_FRAME_BYTES } from '@nestjs-reactor/protocol/limits';
import { ReactorError } from '../../errors/index.js';
import { checkLeast, checkLeastWhole, withDefaults } from '../../options.js';
import { type CandidateNetworksOption, checkCandidateNetworks } from './candidate-networks.js';
import { VIDEO_CODECS } from './common-codecs.js';

/** H.264 where `media.encoder` has it. */
const ENCODED_CODECS: readonly string[] = ['H264', ...VIDEO_CODECS];

/** How media is sent. Bitrates are kilobits a second and count for each video track of each viewer. */
export interface WebRtcOptions {
  /**
   * Least video bitrate, however bad the link seems.
   * @defaultValue 500
   */
  minKbps: number;
  /**
   * Bitrate before the link is measured: higher makes the first seconds sharp.
   * @defaultValue 2500
   */
  startKbps: number;
  /**
   * Greatest video bitrate, however good the link is.
   * @defaultValue 4000
   */
  maxKbps: number;
  /**
   * Start bitrate that clients are asked to use for each video track that they send, before they know their link;
   * browsers of libwebrtc do. From 1000 on a camera of 640x360 is sent at its full size at once, in place of a quarter
   * of it for ten seconds and more. Zero leaves it to the client.
   * @defaultValue 1500
   */
  inputStartKbps: number;
  /**
   * Greatest bitrate that clients are asked to send each video track with. Zero leaves it to the client: 1700 for 640x480
   * and 2500 beyond, in browsers of libwebrtc.
   * @defaultValue 0
   */
  inputMaxKbps: number;
  /**
   * Video codecs in order of preference, whatever order a client's offer has; others that both sides have come after them.
   * The first that a client has is what it is sent. VP9 and AV1 take about twice the CPU of VP8; AV1 half of the bitrate.
   * `H264` counts where `media.encoder` has it.
   * @defaultValue ['H264', 'VP8', 'VP9', 'AV1']
   */
  codecs: readonly string[];
  /**
   * The one port for media of all viewers, UDP and TCP, on each address of this machine. Of the engine `fanout` alone.
   * @defaultValue any, or one of `portRange`
   */
  port?: number;
  /**
   * Receive media over TCP as well, for clients whose network lets no UDP through. Of the engine `fanout`; `wrtc` always does.
   * @defaultValue true
   */
  tcp: boolean;
  /** UDP and TCP ports for media, inclusive. @defaultValue any */
  portRange?: { readonly min: number; readonly max: number };
  /**
   * IP addresses at which clients reach this machine although it does not have them: that of a NAT that forwards its
   * ports unchanged, of a container's host, a cloud's public one. Sent to clients in addition to the machine's own.
   * @defaultValue []
   */
  announcedAddresses: readonly string[];
  /**
   * `relay` sends through TURN servers alone.
   * @defaultValue 'all'
   */
  iceTransportPolicy: 'all' | 'relay';
  /**
   * How long an answer waits for the server's own candidates, in milliseconds; those found by then are sent.
   * @defaultValue 3000
   */
  gatheringTimeoutMs: number;
  /**
   * ICE candidates of a client's that are tried for one offer or ICE restart, those in the offer included; the others are
   * left out, counted, and logged once. Each is asked again and again from every address of the server's while it is silent.
   * @defaultValue 128
   */
  maxCandidates: number;
  /**
   * ICE candidates that are checked for one connection per minute, on average and at once, over all its offers and ICE
   * restarts; the others are ignored in the same way. Zero: no limit.
   * @defaultValue 512
   */
  candidatesPerMinute: number;
  /**
   * Addresses that candidates of clients may name, in offers and after them. The server sends packets to each.
   *
   * - `auto`: public addresses. Private addresses, link-local ones and the hidden ones of browsers (`<uuid>.local`) if the
   *   client itself connects from a private address or from loopback. Loopback and the server's own addresses if it connects
   *   from loopback, or from that same address. A client behind an untrusted proxy counts as public.
   * - `public`: public addresses alone.
   * - `any`: all addresses and names.
   * - A list of networks (`10.8.0.0/16`, `192.0.2.1`), with `public` among them for public addresses.
   *
   * Others are ignored, counted, and logged once for each connection. A client that can reach the server still connects,
   * because the server answers the packets that it receives.
   * @defaultValue 'auto'
   */
  candidateNetworks: CandidateNetworksOption;
  /**
   * Connect to TCP candidates of clients, within `candidateNetworks`. Browsers send none that can be connected to, and a
   * client that connects to the server over TCP needs none.
   * @defaultValue false
   */
  tcpCandidates: boolean;
  /**
   * How long a connection may be interrupted before its client counts as disconnected, in milliseconds. A client that
   * restarts ICE meanwhile has `session.negotiationTimeoutMs` instead.
   * @defaultValue 5000
   */
  disconnectGraceMs: number;
  /**
   * Bytes that may be queued in one data channel; messages beyond are dropped and counted.
   * @defaultValue 4194304
   */
  maxBufferedBytes: number;
  /**
   * Bytes of one data-channel message of a client's; a larger one is refused with `message_too_large` unread. At most
   * 262144, which is what the answer's `max-message-size` says.
   * @defaultValue 262144
   */
  maxMessageBytes: number;
  /**
   * Messages queued for a data channel that is not open yet; beyond, the oldest are dropped and counted.
   * @defaultValue 256
   */
  maxQueuedMessages: number;
  /**
   * Messages of one client's data channels that are read in a second, on average, and twice as many as a burst. Beyond,
   * they are ignored, which is sent to the client and logged once a second; a client that does so for ten seconds is
   * disconnected. Zero or less disables the limit.
   * @defaultValue 600
   */
  messagesPerSecond: number;
  /**
   * Milliseconds of sound that may be buffered for each track; beyond, the oldest is dropped and counted. More
   * tolerates an uneven model, but lets sound lag behind the picture. At least 100: sound is emitted in blocks of 50
   * ms.
   * @defaultValue 200
   */
  audioBufferMs: number;
  /**
   * Pixels of a picture that a client sends; a larger one is dropped, counted and logged once.
   * @defaultValue 9437184 (4096x2304)
   */
  maxInputPixels: number;
  /**
   * Pictures that a client may send in a second on each track, on average; more are dropped, counted and logged once.
   * Zero disables the limit.
   * @defaultValue 60
   */
  maxInputFps: number;
}

/** What holds of {@link WebRtcOptions} where an application gives nothing. */
export const DEFAULT_WEBRTC_OPTIONS: Readonly<WebRtcOptions> = {
  minKbps: 500,
  startKbps: 2_500,
  maxKbps: 4_000,
  inputStartKbps: 1_500,
  inputMaxKbps: 0,
  codecs: ['H264', 'VP8', 'VP9', 'AV1'],
  tcp: true,
  announcedAddresses: [],
  iceTransportPolicy: 'all',
  gatheringTimeoutMs: 3_000,
  maxCandidates: 128,
  candidatesPerMinute: 512,
  candidateNetworks: 'auto',
  tcpCandidates: false,
  disconnectGraceMs: 5_000,
  maxBufferedBytes: 4_194_304,
  maxMessageBytes: MAX_FRAME_BYTES,
  maxQueuedMessages: 256,
  messagesPerSecond: 600,
  audioBufferMs: 200,
  maxInputPixels: 4_096 * 2_304,
  maxInputFps: 60,
};

/** Injection token of the merged options. */
export const WEBRTC_OPTIONS = Symbol('WEBRTC_OPTIONS');

/**
 * Fills in the defaults. Throws `bad_configuration` for bitrates that do not rise, a codec the engine does not have, or
 * a name where an address or a network must be.
 */
export function mergeWebRtcOptions(options: Partial<WebRtcOptions> = {}): WebRtcOptions {
  const merged = withDefaults(DEFAULT_WEBRTC_OPTIONS, options);
  const { minKbps, startKbps, maxKbps, inputStartKbps, inputMaxKbps, codecs } = merged;
  checkLeast('webrtc', merged, {
    minKbps: 0,
    startKbps: 0,
    maxKbps: 1,
    inputStartKbps: 0,
    inputMaxKbps: 0,
    gatheringTimeoutMs: 0,
    disconnectGraceMs: 0,
    maxBufferedBytes: 1_024,
    maxMessageBytes: 1_024,
    audioBufferMs: 100,
    maxInputPixels: 1,
    maxInputFps: 0,
  });
  checkLeastWhole('webrtc', merged, { maxQueuedMessages: 1, maxCandidates: 1, candidatesPerMinute: 0 });
  if (merged.maxMessageBytes > MAX_FRAME_BYTES) {
    throw new ReactorError(
      'bad_configuration',
      `webrtc.maxMessageBytes may be at most ${MAX_FRAME_BYTES} (got ${merged.maxMessageBytes}); correct it or leave it out`,
    );
  }
  if (minKbps > startKbps || startKbps > maxKbps) {
    throw new ReactorError(
      'bad_configuration',
      `webrtc.minKbps, startKbps and maxKbps must be in ascending order (got ${minKbps}, ${startKbps}, ${maxKbps}); correct them or leave them out`,
    );
  }
  if (inputMaxKbps > 0 && inputStartKbps > inputMaxKbps) {
    throw new ReactorError(
      'bad_configuration',
      `webrtc.inputStartKbps may be at most webrtc.inputMaxKbps (got ${inputStartKbps} and ${inputMaxKbps}); correct them or leave them out`,
    );
  }
  for (const codec of codecs) {
    if (ENCODED_CODECS.includes(codec.toUpperCase())) continue;
    throw new ReactorError(
      'bad_configuration',
      `webrtc.codecs has no ${JSON.stringify(codec)}; there are ${ENCODED_CODECS.join(', ')}`,
    );
  }
  const { port } = merged;
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new ReactorError(
      'bad_configuration',
      `webrtc.port must be a port from 1 to 65535 (got ${port}); correct it or leave it out`,
    );
  }
  checkCandidateNetworks(merged.candidateNetworks);
  for (const address of merged.announcedAddresses) {
    if (isIP(address) !== 0) continue;
    throw new ReactorError(
      'bad_configuration',
      `webrtc.announcedAddresses must be IP addresses (got ${JSON.stringify(address)}); resolve host names first`,
    );
  }
  return merged;
}
