/** What a test hears of a received track: which pitch is the loudest, and how loud it is. */
export class SoundProbe {
  private readonly context = new AudioContext();
  private readonly analyser = new AnalyserNode(this.context, { fftSize: 16_384, smoothingTimeConstant: 0 });

  listen(track: MediaStreamTrack): void {
    const stream = new MediaStream([track]);
    // The browser decodes received sound only where an element plays it.
    const element = new Audio();
    element.muted = true;
    element.srcObject = stream;
    void element.play();
    void this.context.resume();
    this.context.createMediaStreamSource(stream).connect(this.analyser);
  }

  /** Of the loudest pitch, in Hz, to some 3 Hz. */
  get hertz(): number {
    const loudness = this.spectrum();
    return (loudness.indexOf(Math.max(...loudness)) * this.context.sampleRate) / this.analyser.fftSize;
  }

  /** Decibels of the loudest pitch; silence is below -100. */
  get loudness(): number {
    return Math.max(...this.spectrum());
  }

  private spectrum(): Float32Array<ArrayBuffer> {
    const loudness = new Float32Array(this.analyser.frequencyBinCount);
    this.analyser.getFloatFrequencyData(loudness);
    return loudness;
  }
}
