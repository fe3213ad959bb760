import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { CommandValues, ModelMessage } from '@nestjs-reactor/client';
import type { CommandModel } from '../schema/control-model.js';
import type { CommandRunner } from './command-runner.js';

/** A command that is sent by its button, with the values of its fields, if it has any. */
export class FormControl {
  private readonly drafts = signal<CommandValues>({});
  private readonly problems = signal<ReadonlyMap<string, string>>(new Map());
  private readonly underWay = signal(false);
  private readonly sent = signal(0);
  private readonly answer = signal<ModelMessage | undefined>(undefined);

  constructor(
    readonly command: CommandModel,
    private readonly runner: Pick<CommandRunner, 'run'>,
  ) {
    this.reset();
  }

  /** By field. */
  get values(): ReadonlySignal<CommandValues> {
    return this.drafts;
  }

  /** By field; under '' what concerns none of them. */
  get errors(): ReadonlySignal<ReadonlyMap<string, string>> {
    return this.problems;
  }

  get busy(): ReadonlySignal<boolean> {
    return this.underWay;
  }

  /** How often it was accepted. */
  get done(): ReadonlySignal<number> {
    return this.sent;
  }

  /** The model's reply to the last accepted one; undefined: none, or dismissed. */
  get reply(): ReadonlySignal<ModelMessage | undefined> {
    return this.answer;
  }

  putReplyAway(): void {
    this.answer.value = undefined;
  }

  reset(): void {
    batch(() => {
      this.answer.value = undefined;
      this.drafts.value = Object.fromEntries(this.command.fields.map((field) => [field.name, field.fallback]));
      this.problems.value = new Map();
    });
  }

  set(field: string, value: unknown): void {
    this.note(field, undefined);
    this.drafts.value = { ...this.drafts.value, [field]: value };
  }

  /** What is wrong with a field before it is sent; undefined: nothing any more. */
  note(field: string, problem: string | undefined): void {
    const problems = new Map(this.problems.value);
    problems.delete('');
    if (problem === undefined) problems.delete(field);
    else problems.set(field, problem);
    this.problems.value = problems;
  }

  /** Does nothing while one is pending. */
  async submit(): Promise<void> {
    if (this.underWay.value) return;
    const missing = this.command.fields.filter(
      (field) => field.required && this.drafts.value[field.name] === undefined,
    );
    if (missing.length > 0) {
      this.problems.value = new Map(missing.map((field) => [field.name, `${field.label} is needed`]));
      return;
    }
    this.underWay.value = true;
    const outcome = await this.runner.run(this.command.name, this.drafts.value);
    batch(() => {
      this.underWay.value = false;
      this.problems.value = outcome.ok ? new Map() : this.placed(outcome.errors);
      this.answer.value = outcome.ok ? outcome.reply : undefined;
      if (outcome.ok) this.sent.value++;
    });
  }

  /** A problem of a field that is not drawn would not be visible. */
  private placed(errors: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const drawn = new Set(this.command.fields.map((field) => field.name));
    return new Map([...errors].map(([field, problem]) => [drawn.has(field) ? field : '', problem]));
  }
}
