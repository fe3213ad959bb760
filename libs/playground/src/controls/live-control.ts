import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { ModelMessage } from '@nestjs-reactor/client';
import type { CommandModel, FieldModel } from '../schema/control-model.js';
import type { CommandRunner, Outcome } from './command-runner.js';

/** A pause in typing this long sends what is there. */
const TYPING_PAUSE_MS = 450;

/** Between two messages of one control: a dragged slider changes faster than the eye can see. */
const MIN_GAP_MS = 40;

/** After the last key the user counts as done typing, so that another client's change may show. */
const TYPING_HOLD_MS = 3_000;

/** Who changed a setting, where it was not this page. */
export type ChangedBy = 'viewer' | 'model';

/** Sent because the person is done with it, or only because the typing paused. */
type Reason = 'commit' | 'pause';

/**
 * One setting that is sent as it changes. At most one command is pending; of the changes meanwhile only the newest is
 * sent. When the server refuses, the control returns to the current value, but never while the user is typing. Other
 * clients' changes show at once, or when the user has released the control.
 */
export class LiveControl {
  readonly field: FieldModel;
  private readonly shown = signal<unknown>(undefined);
  private readonly applied = signal<unknown>(undefined);
  private readonly problem = signal<string | undefined>(undefined);
  private readonly refusedValue = signal<unknown>(undefined);
  private readonly underWay = signal(false);
  private readonly other = signal<ChangedBy | undefined>(undefined);
  /** Pointers that hold the control. */
  private hands = 0;
  /** What is shown when the person has not changed it. */
  private base: unknown;
  private typingHold: ReturnType<typeof setTimeout> | undefined;
  private readonly answer = signal<ModelMessage | undefined>(undefined);

  private next: { readonly value: unknown; readonly reason: Reason } | undefined;
  /** Of settings: an answer that comes after a reset is about a session that is over. */
  private age = 0;
  private typing: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly command: CommandModel,
    private readonly runner: Pick<CommandRunner, 'run'>,
  ) {
    this.field = command.fields[0]!;
    this.reset();
  }

  /** What the control shows. */
  get value(): ReadonlySignal<unknown> {
    return this.shown;
  }

  /** What the server accepted last, or the model's default. */
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

  /** The last one to change it; undefined: this page, or none. */
  get changedBy(): ReadonlySignal<ChangedBy | undefined> {
    return this.other;
  }

  /** The user is holding the control, as while dragging: the shown value stays. Each is followed by one `putDown`. */
  takeInHand(): void {
    this.hands++;
  }

  putDown(): void {
    this.hands = Math.max(0, this.hands - 1);
    this.catchUp();
  }

  /** The current value according to the server. */
  follow(value: unknown, by: ChangedBy | undefined): void {
    // A file that this page sent is reported by its name.
    const known = isSameFile(this.applied.peek(), value) ? this.applied.peek() : value;
    batch(() => {
      this.applied.value = known;
      this.other.value = by;
      // The reply is about this page's value, which another client's has replaced.
      if (by !== undefined) this.answer.value = undefined;
    });
    this.catchUp();
  }

  /** It was changed; the new value is withheld. */
  note(by: ChangedBy | undefined): void {
    this.other.value = by;
  }

  /** What the model replied to the last value that it took, until another one is set; undefined: nothing. */
  get reply(): ReadonlySignal<ModelMessage | undefined> {
    return this.answer;
  }

  /** Back to the model's default, without a message to the server: a new session begins. */
  reset(): void {
    this.restore(this.field.fallback);
  }

  /** What is known to be in force already. */
  restore(value: unknown): void {
    clearTimeout(this.typing);
    clearTimeout(this.typingHold);
    this.typingHold = undefined;
    this.next = undefined;
    this.age++;
    this.base = value;
    batch(() => {
      this.other.value = undefined;
      this.shown.value = value;
      this.applied.value = value;
      this.problem.value = undefined;
      this.refusedValue.value = undefined;
      this.answer.value = undefined;
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
    clearTimeout(this.typingHold);
    this.typingHold = setTimeout(() => this.stopTyping(), TYPING_HOLD_MS);
  }

  /** The person is done: sends what is shown unless it is in force already. */
  commit(): void {
    clearTimeout(this.typing);
    const value = this.shown.value;
    if (!same(value, this.base) || this.next !== undefined) this.queue(value, 'commit');
    this.stopTyping();
  }

  /** Shows `problem` in place of a value that is no value yet, text that is not JSON for example; nothing is sent. */
  reject(value: unknown, problem: string): void {
    this.show(value);
    this.problem.value = problem;
  }

  /** Restores the refused value for another try. */
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
      this.answer.value = undefined;
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
    this.catchUp();
  }

  private stopTyping(): void {
    clearTimeout(this.typingHold);
    this.typingHold = undefined;
    this.catchUp();
  }

  /** Shows the current value, unless the user is editing it, or has unsent text. */
  private catchUp(): void {
    const atIt = this.hands > 0 || this.typingHold !== undefined || this.underWay.peek() || this.next !== undefined;
    if (atIt || !same(this.shown.peek(), this.base)) return;
    this.base = this.applied.peek();
    if (same(this.shown.peek(), this.base)) return;
    batch(() => {
      this.shown.value = this.base;
      this.problem.value = undefined;
      this.refusedValue.value = undefined;
    });
  }

  private settle(value: unknown, reason: Reason, outcome: Outcome): void {
    if (outcome.ok) {
      this.answer.value = outcome.reply;
      const echoed = echo(outcome, this.field.name, value);
      this.base = echoed;
      this.other.value = undefined;
      if (this.shown.value === value) this.shown.value = echoed;
      this.applied.value = echoed;
      return;
    }
    if (this.shown.value !== value) return;
    batch(() => {
      this.problem.value = outcome.errors.values().next().value ?? 'it was refused';
      if (reason === 'pause') return;
      this.refusedValue.value = value;
      this.base = this.applied.value;
      this.shown.value = this.applied.value;
    });
  }
}

/** A reply that has the field gives the current value; it may differ from the requested one. */
function echo(outcome: Outcome & { ok: true }, field: string, value: unknown): unknown {
  const told = outcome.reply?.data[field];
  return typeof told === typeof value && typeof value !== 'object' ? told : value;
}

function isSameFile(ours: unknown, told: unknown): boolean {
  if (!(ours instanceof Blob) || typeof told !== 'object' || told === null || !('name' in told)) return false;
  return (ours as File).name === told.name && 'size' in told && ours.size === told.size;
}

function same(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));
}
