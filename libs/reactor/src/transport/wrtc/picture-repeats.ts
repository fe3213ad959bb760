/** How often the last picture is shown to a new viewer: the encoder needs a frame after the path is known to be open. */
const REPEATS_MS = [0, 150, 500] as const;

/** Shows a viewer the last picture of a track, so that he sees one while the model is idle. */
export class PictureRepeats {
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(private readonly repeat: (track: string) => void) {}

  show(track: string): void {
    for (const delayMs of REPEATS_MS) {
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        this.repeat(track);
      }, delayMs);
      this.timers.add(timer);
    }
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }
}
