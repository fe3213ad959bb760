import type { MediaWay } from './media-route.js';

/** Counters of one moment, as the browser's statistics have them. */
export interface MediaSample {
  readonly atMs: number;
  /** Of all tracks. */
  readonly bytes: number;
  /** Over which the newest were received; undefined: not known. */
  readonly way?: MediaWay;
  /** Over the path in use. */
  readonly rttMs?: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  /** By track name; a track that has received nothing yet is missing. */
  readonly video: ReadonlyMap<string, VideoSample>;
}

/** What the browser says of a received video track, since its start; sizes in pixels. */
export interface VideoSample {
  readonly framesDecoded: number;
  readonly width?: number;
  readonly height?: number;
  readonly codec?: string;
}

/** What happened to a track between two samples. Undefined: not known yet. */
export interface MediaFigures {
  readonly fps?: number;
  readonly bitrateKbps?: number;
  readonly width?: number;
  readonly height?: number;
  readonly rttMs?: number;
  /** Decoded since the track began. */
  readonly frames?: number;
  /** Of the packets since the sample before. */
  readonly lossPercent?: number;
  readonly codec?: string;
}

type Stat = Readonly<Record<string, unknown>>;

/**
 * Reads the counters out of a browser's report.
 *
 * @param names track names by mid
 */
export function readSample(report: Iterable<Stat>, names: ReadonlyMap<string, string>, atMs: number): MediaSample {
  const stats = [...report];
  const byId = new Map(stats.map((stat) => [stat['id'], stat]));
  const inbound = stats.filter((stat) => stat['type'] === 'inbound-rtp');
  const transport = stats.find((stat) => stat['type'] === 'transport');
  const pair = byId.get(transport?.['selectedCandidatePairId']);
  const rtt = numberOf(pair?.['currentRoundTripTime']);
  const local = byId.get(pair?.['localCandidateId']);
  const video = inbound
    .filter((stat) => stat['kind'] === 'video' && numberOf(stat['framesDecoded']) !== undefined)
    .map((stat) => [names.get(String(stat['mid'])) ?? '', videoSample(stat, byId)] as const);
  return {
    atMs,
    bytes: sum(inbound, 'bytesReceived'),
    packetsReceived: sum(inbound, 'packetsReceived'),
    packetsLost: sum(inbound, 'packetsLost'),
    video: new Map(video),
    ...(local === undefined ? {} : { way: wayOf(local) }),
    ...(rtt === undefined ? {} : { rttMs: rtt * 1000 }),
  };
}

/** What happened to one track between two samples. */
export function figuresBetween(before: MediaSample | undefined, now: MediaSample, track: string): MediaFigures {
  const video = now.video.get(track);
  const earlier = before?.video.get(track);
  const seconds = before === undefined ? 0 : (now.atMs - before.atMs) / 1000;
  const figures: { -readonly [K in keyof MediaFigures]: MediaFigures[K] } = {
    rttMs: now.rttMs,
    frames: video?.framesDecoded,
    width: video?.width,
    height: video?.height,
    codec: video?.codec,
  };
  if (before === undefined || seconds <= 0) return figures;
  figures.bitrateKbps = Math.max(0, ((now.bytes - before.bytes) * 8) / 1000 / seconds);
  if (video !== undefined) {
    figures.fps = Math.max(0, (video.framesDecoded - (earlier?.framesDecoded ?? 0)) / seconds);
  }
  const lost = now.packetsLost - before.packetsLost;
  const all = lost + now.packetsReceived - before.packetsReceived;
  if (all > 0) figures.lossPercent = Math.max(0, (100 * lost) / all);
  return figures;
}

function wayOf(local: Stat): MediaWay {
  if (local['candidateType'] === 'relay') return 'relay';
  return local['protocol'] === 'tcp' ? 'tcp' : 'udp';
}

function videoSample(stat: Stat, byId: ReadonlyMap<unknown, Stat>): VideoSample {
  const mime = byId.get(stat['codecId'])?.['mimeType'];
  return {
    framesDecoded: numberOf(stat['framesDecoded']) ?? 0,
    width: numberOf(stat['frameWidth']),
    height: numberOf(stat['frameHeight']),
    ...(typeof mime === 'string' ? { codec: mime.replace(/^video\//, '') } : {}),
  };
}

function sum(stats: readonly Stat[], key: string): number {
  return stats.reduce((total, stat) => total + (numberOf(stat[key]) ?? 0), 0);
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
