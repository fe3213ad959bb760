import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { CommandModel, FieldModel } from '../schema/control-model.js';
import type { CommandRunner, Outcome } from './command-runner.js';

/** A pause in typing this long sends what is there. */
const TYPING_PAUSE_MS = 450;

/** Between two sendings of one control: a slider that is dragged tells of more than anybody can see. */
const MIN_GAP_MS = 40;

/** Sent because the person is done with it, or only because the typing paused. */
type Reason = 'commit' | 'pause';

/**
 * One setting that is sent as it changes. At most one command is under way; of what changes meanwhile only the newest
 * is sent. When the server refuses, the control goes back to what is in force, but never under the hands of somebody
 * who is still typing.
 */
export class LiveControl {
  readonly field: FieldModel;
  private readonly shown = signal<unknown>(undefined);
  private readonly applied = signal<unknown>(undefined);
  private readonly problem = signal<string | undefined>(undefined);
  private readonly refusedValue = signal<unknown>(undefined);
  private readonly underWay = signal(false);

  private next: { readonly value: unknown; readonly reason: Reason } | undefined;
  /** Of settings: an answer that comes after a reset is about a session that is over. */
  private age = 0;
  private typing: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly command: CommandModel,
    private readonly runner: Pick<CommandRunner, 'run'>,
    private readonly onApplied: (value: unknown) => void = () => {},
  ) {
    this.field = command.fields[0]!;
    this.reset();
  }

  /** What the control shows. */
  get value(): ReadonlySignal<unknown> {
    return this.shown;
  }

  /** What the server took last, or the model's default. */
  get inForce(): ReadonlySignal<unknown> {
    return this.applied;
  }

  get error(): ReadonlySignal<string | undefined> {
    return this.problem;
  }

  /** What the server refused last, until something else is set; undefined: nothing. */
  get refused(): ReadonlySignal<unknown> {
    return this.refusedValue;
  }

  get busy(): ReadonlySignal<boolean> {
    return this.underWay;
  }

  /** Back to the model's default, without telling the server: a new session begins. */
  reset(): void {
    this.restore(this.field.fallback);
  }

  /** What is known to be in force already. */
  restore(value: unknown): void {
    clearTimeout(this.typing);
    this.next = undefined;
    this.age++;
    batch(() => {
      this.shown.value = value;
      this.applied.value = value;
      this.problem.value = undefined;
      this.refusedValue.value = undefined;
    });
  }

  /** Shows `value` and sends it at once. */
  set(value: unknown): void {
    this.show(value);
    this.queue(value, 'commit');
  }

  /** Shows `value`, and sends it when no more is typed for a moment. */
  type(value: unknown): void {
    this.show(value);
    this.typing = setTimeout(() => this.queue(value, 'pause'), TYPING_PAUSE_MS);
  }

  /** The person is done: sends what is shown unless it is in force already. */
  commit(): void {
    clearTimeout(this.typing);
    const value = this.shown.value;
    if (!same(value, this.applied.value) || this.next !== undefined) this.queue(value, 'commit');
  }

  /** Shows `problem` in place of a value that is no value yet, text that is not JSON for example; nothing is sent. */
  reject(value: unknown, problem: string): void {
    this.show(value);
    this.problem.value = problem;
  }

  /** Puts what was refused back for another try. */
  takeUpRefused(): void {
    const value = this.refusedValue.value;
    if (value !== undefined) this.show(value);
  }

  private show(value: unknown): void {
    clearTimeout(this.typing);
    batch(() => {
      this.shown.value = value;
      this.problem.value = undefined;
      this.refusedValue.value = undefined;
    });
  }

  private queue(value: unknown, reason: Reason): void {
    this.next = { value, reason };
    if (!this.underWay.value) void this.drain();
  }

  private async drain(): Promise<void> {
    this.underWay.value = true;
    while (this.next !== undefined) {
      const { value, reason } = this.next;
      this.next = undefined;
      const gap = new Promise((resolve) => setTimeout(resolve, MIN_GAP_MS));
      const { age } = this;
      const outcome = await this.runner.run(this.command.name, { [this.field.name]: value });
      if (age === this.age) this.settle(value, reason, outcome);
      await gap;
    }
    this.underWay.value = false;
  }

  private settle(value: unknown, reason: Reason, outcome: Outcome): void {
    if (outcome.ok) {
      const echoed = echo(outcome, this.field.name, value);
      if (this.shown.value === value) this.shown.value = echoed;
      this.applied.value = echoed;
      this.onApplied(echoed);
      return;
    }
    if (this.shown.value !== value) return;
    batch(() => {
      this.problem.value = outcome.errors.values().next().value ?? 'it was refused';
      if (reason === 'pause') return;
      this.refusedValue.value = value;
      this.shown.value = this.applied.value;
    });
  }
}

/** A reply that has the field tells what is in force; it may be less than what was asked for. */
function echo(outcome: Outcome & { ok: true }, field: string, value: unknown): unknown {
  const told = outcome.reply?.data[field];
  return typeof told === typeof value && typeof value !== 'object' ? told : value;
}

function same(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));
}
