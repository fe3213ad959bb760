import type { RunningEncoder } from '../../../session/ports/index.js';

/** Encodes one output for one rung, in one codec; its frames go to the fan-out. */
export interface RungEncoder {
  /** What it encodes. */
  readonly running: RunningEncoder;
  /** Settles when it takes pictures; rejects where it cannot be connected. */
  readonly opened: Promise<void>;
  /** Its bitrate from now on. */
  setKbps(kbps: number): void;
  /** The next picture is to be a keyframe. Absent where the fan-out asks for it over RTCP. */
  requestKeyframe?(): void;
  close(): void;
}
