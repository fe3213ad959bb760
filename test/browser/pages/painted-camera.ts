/** A camera that sees one colour only, so that a test knows its picture wherever it comes out again. */
export class PaintedCamera {
  readonly track: MediaStreamTrack;
  private readonly timer: ReturnType<typeof setInterval>;

  constructor(red: number, green: number, blue: number) {
    const canvas = document.createElement('canvas');
    canvas.width = 320;
    canvas.height = 240;
    const context = canvas.getContext('2d')!;
    let turn = 0;
    // Only a canvas that changes is captured.
    const paint = (): void => {
      context.fillStyle = `rgb(${red} ${green} ${blue})`;
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.fillStyle = turn++ % 2 === 0 ? 'white' : 'black';
      context.fillRect(0, 0, 2, 2);
    };
    paint();
    this.timer = setInterval(paint, 1000 / 15);
    this.track = canvas.captureStream(15).getVideoTracks()[0]!;
  }

  stop(): void {
    clearInterval(this.timer);
    this.track.stop();
  }
}
