import { describeValue, ReactorError } from '../../errors/index.js';

/** Collects the mistakes of a class, so that all are reported at once. */
export class DeclarationProblems {
  /** Each once, even when a class that is used twice is read twice. */
  private readonly problems = new Set<string>();

  /** @param where class and property, `Sunny.prompt` @param problem what is wrong and how to fix it */
  add(where: string, problem: string): void {
    this.problems.add(`${where}: ${problem}`);
  }

  /** Adds an option that is no number from `least` to `most`. Absent ones pass. */
  addUnlessWithin(where: string, option: string, value: number | undefined, least: number, most: number): void {
    const isNumber = typeof value === 'number';
    if (value === undefined || (isNumber && value >= least && value <= most)) return;
    this.add(where, `${option} must be from ${least} to ${most} (got ${isNumber ? value : describeValue(value)})`);
  }

  /** Throws `bad_declaration` if any problem was added. */
  throwIfAny(className: string): void {
    if (this.problems.size === 0) return;
    throw new ReactorError(
      'bad_declaration',
      `${className} cannot be served:\n${[...this.problems].map((problem) => `  - ${problem}`).join('\n')}`,
    );
  }
}
