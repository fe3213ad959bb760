import { CliError } from '../errors/index.js';

/** A change of a link's bandwidth. */
export interface LinkStep {
  readonly kbps: number;
  /** Of the measurement. */
  readonly atSeconds: number;
}

const STEP = /^(\d+(?:\.\d+)?)@(\d+(?:\.\d+)?)$/;

/** Reads `800@15,3000@45`. @throws CliError `usage`, which says how steps are written */
export function readLinkSteps(text: string): readonly LinkStep[] {
  return text.split(',').map((step) => {
    const [, kbps, atSeconds] = STEP.exec(step.trim()) ?? [];
    if (kbps === undefined || atSeconds === undefined)
      throw CliError.of(
        'usage',
        `--steps are kilobits a second and the second they begin at: 800@15,3000@45 (got ${step})`,
      );
    return { kbps: Number(kbps), atSeconds: Number(atSeconds) };
  });
}
