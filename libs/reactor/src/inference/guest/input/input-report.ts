import { encodeInput, type Field } from '../../../contract/binding/index.js';
import type { InputChange } from '../../../session/ports/index.js';

/** Between two checks for changes made by the model itself. */
const LOOK_MS = 100;

/** Between two reports: 20 a second. */
const MIN_GAP_MS = 50;

/** Characters of JSON that one value may take; a longer one is reported as too large. */
const MAX_CHARS = 16_384;

/** Last known value of one field. */
interface Seen {
  /** For the fast comparison: the same primitive or the same object. */
  identity: unknown;
  /** JSON of what was reported last, which reveals changes inside an object. */
  text: string;
  /** What a client sent for `identity`: reported for values that JSON cannot encode. */
  sent?: { readonly identity: unknown; readonly value: unknown };
}

/**
 * Reports each change of the state's fields, by a setter, a handler, a hook or the model in its turn.
 *
 * The state is the author's own object, so changes are found by comparison: before and after each command, which
 * identifies the client, and ten times a second. Of several changes between two reports the newest value is reported.
 */
export class InputReport {
  private readonly seen = new Map<Field, Seen>();
  /** Fields to report, with the client that changed each last. */
  private readonly changed = new Map<Field, number | undefined>();
  private state: Record<string, unknown> | undefined;
  /** The client whose command runs. */
  private actor: number | undefined;
  private looking: NodeJS.Timeout | undefined;
  private waiting: NodeJS.Timeout | undefined;
  private reportedMs = -Infinity;

  constructor(
    private readonly fields: readonly Field[],
    private readonly report: (changes: readonly InputChange[]) => void,
  ) {}

  /** The initial values are the same for every session; they are not reported. */
  begin(state: object): void {
    this.end();
    if (this.fields.length === 0) return;
    this.state = state as Record<string, unknown>;
    for (const field of this.fields) {
      const identity = this.state[field.property];
      this.seen.set(field, { identity, text: textOf(encodeInput(field, identity)) });
    }
    this.looking = setInterval(() => {
      this.look(true);
      this.flush();
    }, LOOK_MS);
    this.looking.unref();
  }

  end(): void {
    clearInterval(this.looking);
    clearTimeout(this.waiting);
    this.waiting = undefined;
    this.state = undefined;
    this.seen.clear();
    this.changed.clear();
  }

  /** Runs a command: changes meanwhile are attributed to its client, also those of a loop that runs concurrently. */
  async during<T>(clientId: number, work: () => Promise<T>): Promise<T> {
    this.look(false);
    this.actor = clientId;
    try {
      return await work();
    } finally {
      this.look(false);
      this.actor = undefined;
      this.flush();
    }
  }

  /** A setter stored `identity` for the client's `value`. */
  sent(property: string, identity: unknown, value: unknown): void {
    const field = this.fields.find((one) => one.property === property);
    const seen = field === undefined ? undefined : this.seen.get(field);
    if (seen !== undefined && value !== undefined) seen.sent = { identity, value };
  }

  private look(inside: boolean): void {
    const { state } = this;
    if (state === undefined) return;
    for (const [field, seen] of this.seen) {
      const value = state[field.property];
      const same = Object.is(value, seen.identity);
      if (same && (!inside || typeof value !== 'object' || value === null || this.changed.has(field))) continue;
      seen.identity = value;
      if (!same || textOf(this.encode(field, seen)) !== seen.text) this.changed.set(field, this.actor);
    }
  }

  private flush(): void {
    if (this.changed.size === 0 || this.waiting !== undefined) return;
    const waitMs = this.reportedMs + MIN_GAP_MS - performance.now();
    if (waitMs > 0) {
      this.waiting = setTimeout(() => {
        this.waiting = undefined;
        this.flush();
      }, waitMs);
      this.waiting.unref();
      return;
    }
    const changes: InputChange[] = [];
    for (const [field, clientId] of this.changed) {
      const seen = this.seen.get(field)!;
      const encoded = this.encode(field, seen);
      const text = textOf(encoded);
      if (text === seen.text) continue;
      seen.text = text;
      changes.push({ name: field.name, ...told(field, encoded, text), clientId });
    }
    this.changed.clear();
    if (changes.length === 0) return;
    this.reportedMs = performance.now();
    this.report(changes);
  }

  private encode(field: Field, seen: Seen): ReturnType<typeof encodeInput> {
    const encoded = encodeInput(field, seen.identity);
    const { sent } = seen;
    const stands = 'withheld' in encoded && encoded.withheld === 'not_json' && sent?.identity === seen.identity;
    return stands && sent !== undefined ? { value: sent.value } : encoded;
  }
}

function textOf(encoded: ReturnType<typeof encodeInput>): string {
  return 'withheld' in encoded ? encoded.withheld : JSON.stringify(encoded.value);
}

function told(
  field: Field,
  encoded: ReturnType<typeof encodeInput>,
  text: string,
): Pick<InputChange, 'value' | 'withheld'> {
  if (field.options.secret) return { withheld: 'secret' };
  return 'value' in encoded && text.length > MAX_CHARS ? { withheld: 'too_large' } : encoded;
}
