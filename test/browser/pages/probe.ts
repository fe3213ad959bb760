/** What a test reads from a received picture: its mean colour in a coarse grid, and whether two pictures differ. */
export class VideoProbe {
  readonly video = document.createElement('video');
  private readonly canvas = document.createElement('canvas');
  private presented = 0;

  constructor(readonly size = 32) {
    this.video.muted = true;
    this.video.autoplay = true;
    this.video.playsInline = true;
    document.body.append(this.video);
    this.canvas.width = size;
    this.canvas.height = size;
    const count = (): void => {
      this.presented++;
      this.video.requestVideoFrameCallback(count);
    };
    this.video.requestVideoFrameCallback(count);
  }

  show(track: MediaStreamTrack): void {
    this.video.srcObject = new MediaStream([track]);
    void this.video.play();
  }

  /** Frames presented so far. */
  get frames(): number {
    return this.presented;
  }

  get width(): number {
    return this.video.videoWidth;
  }

  get height(): number {
    return this.video.videoHeight;
  }

  /** RGBA of the picture, scaled down to a square. */
  pixels(): number[] {
    const context = this.canvas.getContext('2d', { willReadFrequently: true })!;
    context.drawImage(this.video, 0, 0, this.size, this.size);
    return [...context.getImageData(0, 0, this.size, this.size).data];
  }

  /** Mean red, green and blue of the picture. */
  color(): [number, number, number] {
    const pixels = this.pixels();
    const mean = (channel: number): number =>
      pixels.reduce((sum, value, i) => (i % 4 === channel ? sum + value : sum), 0) / (pixels.length / 4);
    return [mean(0), mean(1), mean(2)];
  }
}

/** Mean absolute difference a channel, 0 to 255. */
export function difference(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / Math.max(1, a.length);
}
