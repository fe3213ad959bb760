import { type FieldProblem, ReactorError } from '../../errors/index.js';

/** Most problems in one error; it is sent to a client, which may have sent a hundred thousand bad values. */
const MAX_PROBLEMS = 20;

/** What is wrong with a client's values: the first problems with their texts, and how many there are. */
export class FieldProblems {
  private readonly first: FieldProblem[] = [];
  private count = 0;

  get isEmpty(): boolean {
    return this.count === 0;
  }

  get fields(): readonly FieldProblem[] {
    return this.first;
  }

  /** @param text starts with the field's path; only asked for where it is reported */
  add(field: string, text: () => string): void {
    if (this.count++ < MAX_PROBLEMS) this.first.push({ field, message: text() });
  }

  addAll(problems: Iterable<FieldProblem>): void {
    for (const { field, message } of problems) this.add(field, () => message);
  }

  /** `command: …` with every text, and the number of those that have no room. */
  describe(command: string): string {
    const more = this.count - this.first.length;
    const texts = this.first.map(({ message }) => message).join('; ');
    return `${command}: ${texts}${more === 0 ? '' : `; and ${more} more problems`}`;
  }

  /** Throws `invalid_command` if any problem was added. */
  throwIfAny(command: string): void {
    const [first] = this.first;
    if (first === undefined) return;
    throw new ReactorError('invalid_command', this.describe(command), { field: first.field, fields: this.first });
  }
}
