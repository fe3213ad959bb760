import { BITS, BLOCK, readBarcode } from '../barcode.js';

/** What one viewer measured. Times are milliseconds. */
export interface ViewerFigures {
  readonly fps: number;
  readonly latencies: readonly number[];
  readonly commands: readonly number[];
  readonly kbps: number;
}

const STRIP = { width: BITS * BLOCK, height: 2 * BLOCK };

type Heard =
  | { readonly type: 'joined' }
  | { readonly type: 'answer'; readonly sdp: string }
  | { readonly type: 'candidate'; readonly candidate: { readonly candidate: string; readonly sdp_mid: string } | null };

/** A viewer over the signalling socket that reads the numbers in the picture. */
class Viewer {
  private readonly video = document.createElement('video');
  private readonly canvas = document.createElement('canvas');
  private pc!: RTCPeerConnection;
  private socket!: WebSocket;
  private firstFrameMs = 0;
  /** Of the source; a picture arrives smaller where the link or the machine does not carry it. */
  private sourceWidth = 0;
  private onFrame: (made: number, marker: number) => void = () => undefined;

  /** @returns milliseconds from the first word to the first picture */
  async connect(socketUrl: string): Promise<number> {
    const startedMs = performance.now();
    Object.assign(this.video, { muted: true, autoplay: true, playsInline: true });
    document.body.append(this.video);
    Object.assign(this.canvas, STRIP);
    this.pc = new RTCPeerConnection();
    this.pc.addEventListener('track', ({ track }) => {
      this.video.srcObject = new MediaStream([track]);
      void this.video.play();
    });
    const first = new Promise<void>((resolve) => {
      const frame = (): void => {
        this.firstFrameMs ||= performance.now();
        resolve();
        this.read();
        this.video.requestVideoFrameCallback(frame);
      };
      this.video.requestVideoFrameCallback(frame);
    });
    this.socket = new WebSocket(socketUrl);
    this.socket.addEventListener('message', ({ data }) => void this.hear(JSON.parse(data as string) as Heard));
    this.socket.addEventListener('open', () => this.say({ type: 'join' }));
    await first;
    return this.firstFrameMs - startedMs;
  }

  command(name: string, args: Record<string, unknown>): void {
    this.say({ type: 'command', name, args });
  }

  /** Watches for a while, and sends a command every now and then. @param width of the source */
  async measure(ms: number, width: number): Promise<ViewerFigures> {
    this.sourceWidth = width;
    const latencies: number[] = [];
    const commands: number[] = [];
    let wanted = 0;
    let sentMs = 0;
    let seen = 0;
    this.onFrame = (made, marker) => {
      seen++;
      latencies.push((now() - made) | 0);
      if (wanted !== 0 && marker === wanted) {
        commands.push(performance.now() - sentMs);
        wanted = 0;
      }
    };
    const before = await this.bytes();
    const startedMs = performance.now();
    for (let i = 1; performance.now() - startedMs < ms; i++) {
      if (wanted === 0) {
        wanted = i;
        sentMs = performance.now();
        this.command('set_marker', { marker: i });
      }
      // Not in step with the frames, so that the wait for the next one is part of the figure.
      await new Promise((resolve) => setTimeout(resolve, 180 + 40 * Math.random()));
    }
    const seconds = (performance.now() - startedMs) / 1000;
    this.onFrame = () => undefined;
    return { fps: seen / seconds, latencies, commands, kbps: ((await this.bytes()) - before) / 125 / seconds };
  }

  private read(): void {
    const context = this.canvas.getContext('2d', { willReadFrequently: true })!;
    const scale = this.sourceWidth === 0 ? 1 : this.video.videoWidth / this.sourceWidth;
    context.drawImage(this.video, 0, 0, scale * STRIP.width, scale * STRIP.height, 0, 0, STRIP.width, STRIP.height);
    const { data } = context.getImageData(0, 0, STRIP.width, STRIP.height);
    this.onFrame(readBarcode(data, STRIP.width, 0), readBarcode(data, STRIP.width, 1));
  }

  private async hear(message: Heard): Promise<void> {
    if (message.type === 'joined') {
      const { mid } = this.pc.addTransceiver('video', { direction: 'recvonly' });
      await this.pc.setLocalDescription();
      const track = { mid: mid ?? '0', name: 'main_video', kind: 'video', direction: 'recvonly' };
      this.pc.addEventListener('icecandidate', ({ candidate }) => {
        if (candidate === null) return;
        this.say({ type: 'candidate', candidate: { candidate: candidate.candidate, sdp_mid: candidate.sdpMid } });
      });
      this.say({ type: 'offer', sdp: this.pc.localDescription!.sdp, track_mapping: [track] });
    } else if (message.type === 'answer') {
      await this.pc.setRemoteDescription({ type: 'answer', sdp: message.sdp });
      this.say({ type: 'resume', track: 'main_video' });
    } else if (message.type === 'candidate' && message.candidate !== null) {
      await this.pc.addIceCandidate({ candidate: message.candidate.candidate, sdpMid: message.candidate.sdp_mid });
    }
  }

  private async bytes(): Promise<number> {
    let bytes = 0;
    for (const report of (await this.pc.getStats()).values()) {
      const { type, bytesReceived } = report as { type: string; bytesReceived?: number };
      if (type === 'inbound-rtp') bytes += bytesReceived ?? 0;
    }
    return bytes;
  }

  private say(message: Record<string, unknown>): void {
    this.socket.send(JSON.stringify(message));
  }
}

function now(): number {
  return Math.round(performance.timeOrigin + performance.now()) >>> 0;
}

export type ViewerApi = Viewer;
Object.assign(window, { viewer: new Viewer() });
