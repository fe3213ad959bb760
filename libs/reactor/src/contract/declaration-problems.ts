import { describeValue, ReactorError } from '../errors/index.js';

/** Gathers what is wrong with a class, so that its author hears of all of it at once. */
export class DeclarationProblems {
  /** Each once, though a class that is used twice is read twice. */
  private readonly problems = new Set<string>();

  /** @param where class and property, `Sunny.prompt` @param problem what is wrong and how to mend it */
  add(where: string, problem: string): void {
    this.problems.add(`${where}: ${problem}`);
  }

  /** Adds an option that is no number from `least` to `most`. Absent ones pass. */
  addUnlessWithin(where: string, option: string, value: number | undefined, least: number, most: number): void {
    const isNumber = typeof value === 'number';
    if (value === undefined || (isNumber && value >= least && value <= most)) return;
    this.add(where, `${option} must be from ${least} to ${most} (got ${isNumber ? value : describeValue(value)})`);
  }

  /** Throws `bad_declaration` where anything was added. */
  throwIfAny(className: string): void {
    if (this.problems.size === 0) return;
    throw new ReactorError(
      'bad_declaration',
      `${className} cannot be served:\n${[...this.problems].map((problem) => `  - ${problem}`).join('\n')}`,
    );
  }
}
