import { BLOCK } from '../barcode.js';
import { connectByContract } from '../peers/page/contract-session.js';
import { connectToFastRtc } from '../peers/page/fastrtc-session.js';
import type { PeerSession } from '../peers/page/peer-session.js';
import { type GrabbedPicture, PictureReader, type PictureNumbers } from '../peers/page/picture-reader.js';
import { lumaOfPixels, psnr } from '../peers/psnr.js';
import { ROWS } from '../peers/rows.js';

/** What a server speaks. */
export type Dialect = 'contract' | 'fastrtc';

/** What one viewer measured. Times are milliseconds. */
export interface PeerFigures {
  /** Decoded frames a second. */
  readonly fps: number;
  readonly kbps: number;
  readonly latencies: readonly number[];
  readonly commands: readonly number[];
  readonly codec: string;
  /** Of the picture as it arrives. */
  readonly width: number;
}

/** PSNR of pictures, in dB. */
export interface Quality {
  /** Of the decoded plane; of what is shown, where a picture arrives at another size. */
  readonly decoded: readonly number[];
  /** Of the colours that the browser makes of it. */
  readonly shown: readonly number[];
}

interface Received {
  readonly bytes: number;
  readonly frames: number;
  readonly codec: string;
}

/** The one viewer of each of the compared servers. */
class PeerViewer {
  private readonly video = document.createElement('video');
  private reader!: PictureReader;
  private session!: PeerSession;
  private onFrame: (numbers: PictureNumbers) => void = () => undefined;

  /** @returns milliseconds from the first request to the first picture */
  async connect(dialect: Dialect, url: string, width: number, height: number): Promise<number> {
    const startedMs = performance.now();
    Object.assign(this.video, { muted: true, autoplay: true, playsInline: true });
    document.body.append(this.video);
    this.reader = new PictureReader(this.video, width, height);
    const first = new Promise<number>((resolve) => {
      const frame = (): void => {
        resolve(performance.now() - startedMs);
        this.onFrame(this.reader.numbers());
        this.video.requestVideoFrameCallback(frame);
      };
      this.video.requestVideoFrameCallback(frame);
    });
    const connect = dialect === 'contract' ? connectByContract : connectToFastRtc;
    this.session = await connect(url, (track) => {
      this.video.srcObject = new MediaStream([track]);
      void this.video.play();
    });
    return await first;
  }

  /** Watches for a while, and sends a command every now and then. */
  async measure(ms: number): Promise<PeerFigures> {
    const latencies: number[] = [];
    const commands: number[] = [];
    let wanted = 0;
    let sentMs = 0;
    this.onFrame = ({ madeMs, marker }) => {
      latencies.push((now() - madeMs) | 0);
      if (wanted !== 0 && marker === wanted) {
        commands.push(performance.now() - sentMs);
        wanted = 0;
      }
    };
    const before = await this.received();
    const startedMs = performance.now();
    for (let i = 1; performance.now() - startedMs < ms; i++) {
      if (wanted === 0) {
        wanted = i;
        sentMs = performance.now();
        this.session.setMarker(i);
      }
      // Not in step with the frames, so that the wait for the next one is part of the figure.
      await delay(180 + 40 * Math.random());
    }
    const after = await this.received();
    const seconds = (performance.now() - startedMs) / 1000;
    this.onFrame = () => undefined;
    return {
      fps: (after.frames - before.frames) / seconds,
      kbps: (after.bytes - before.bytes) / 125 / seconds,
      latencies,
      commands,
      codec: after.codec,
      width: this.video.videoWidth,
    };
  }

  /** Compares some pictures with the frames of the loop at `${frames}/${number}`. @returns PSNR of each, in dB */
  async quality(frames: string, pictures: number, width: number): Promise<Quality> {
    const decoded: number[] = [];
    const shown: number[] = [];
    while (shown.length < pictures) {
      const picture = await new Promise<GrabbedPicture>((resolve) => {
        this.onFrame = () => {
          this.onFrame = () => undefined;
          resolve(this.reader.grab());
        };
      });
      const response = await fetch(`${frames}/${picture.frame}`);
      const source = lumaOfPixels(new Uint8Array(await response.arrayBuffer()), 3);
      const from = ROWS * BLOCK * width;
      shown.push(psnr(picture.shown, source, from));
      decoded.push(psnr(picture.decoded ?? picture.shown, source, from));
      await delay(50);
    }
    return { decoded, shown };
  }

  private async received(): Promise<Received> {
    const reports = [...(await this.session.pc.getStats()).values()] as Record<string, unknown>[];
    const inbound = reports.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video') ?? {};
    const codec = reports.find(({ id }) => id === inbound['codecId'])?.['mimeType'] as string | undefined;
    return {
      bytes: Number(inbound['bytesReceived'] ?? 0),
      frames: Number(inbound['framesDecoded'] ?? 0),
      codec: codec?.replace('video/', '') ?? '',
    };
  }
}

function now(): number {
  return Math.round(performance.timeOrigin + performance.now()) >>> 0;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

export type PeerApi = PeerViewer;
Object.assign(window, { peer: new PeerViewer() });
