import type { InputValue, InputValues } from '@nestjs-reactor/protocol';
import type { CheckedCommand, InputManifest, ModelManifest } from '../../contract/index.js';
import type { InputChange, WireMessage } from '../ports/index.js';

/** Characters of JSON that one value may take, and all of one message together: a frame has room for more. */
const MAX_CHARS = 16_384;
const MAX_TOTAL_CHARS = 131_072;

/** One input as it is in force. */
interface Entry {
  readonly value?: unknown;
  readonly withheld?: InputValue['withheld'];
  /** Of JSON. */
  readonly chars: number;
  /** Undefined since the session's start. */
  readonly changedBy?: ChangedBy;
}

/** `left`: a client whose id another one may have later. */
type ChangedBy = number | 'model' | 'left';

/**
 * Current values of a model's inputs in one session. Fields of the state are as the model reports them; inputs of the
 * author's own commands have the value that the model applied last.
 */
export class CurrentInputs {
  private readonly inputs: ReadonlyMap<string, InputManifest>;
  private readonly entries = new Map<string, Entry>();
  private sequence: number;

  /** @param before those of the worker that had the session before: clients ignore what is older than they have read */
  constructor({ inputs }: Pick<ModelManifest, 'inputs'>, before?: CurrentInputs) {
    this.sequence = before === undefined ? 0 : before.sequence + 1;
    this.inputs = new Map(inputs.map((input) => [input.name, input]));
    for (const { name, initial } of inputs) this.entries.set(name, this.entry(name, initial, undefined));
  }

  /** @returns the names of what changed */
  change(changes: readonly InputChange[]): readonly string[] {
    const known = changes.filter(({ name }) => this.inputs.get(name)?.kept === 'state');
    for (const { name, value, withheld, clientId } of known) this.put(name, value, clientId ?? 'model', withheld);
    return known.map(({ name }) => name);
  }

  /**
   * A command was applied. For an input that is no field of the state it is the only source of the value; a reply that
   * has the field gives the value that the model applied.
   *
   * @returns the names of what changed
   */
  applied(
    clientId: number,
    { name: command, args, uploads }: CheckedCommand,
    reply: WireMessage | undefined,
  ): readonly string[] {
    const input = [...this.inputs.values()].find((one) => one.kept === 'command' && one.command === command);
    if (input === undefined) return [];
    const { name } = input;
    const sent = Object.hasOwn(args, name) ? args[name] : fileOf(uploads[name]);
    const made = reply?.data[name];
    this.put(name, typeof made === typeof sent && typeof sent !== 'object' ? made : sent, clientId);
    return [name];
  }

  /** A client's id is free again: its changes are no longer attributed to it. */
  left(clientId: number): void {
    for (const [name, entry] of this.entries) {
      if (entry.changedBy === clientId) this.entries.set(name, { ...entry, changedBy: 'left' });
    }
  }

  /**
   * @param names undefined: all
   * @param reader id of the client that reads
   */
  read(names: Iterable<string> | undefined, reader: number): InputValues {
    let chars = 0;
    // A new version of the model may have dropped one that is waiting to be sent.
    const known = [...(names ?? this.entries.keys())].filter((name) => this.entries.has(name));
    const inputs = known.map((name): InputValue => {
      const { value, withheld, changedBy, chars: size } = this.entries.get(name)!;
      const fits = withheld === undefined && (chars += size) <= MAX_TOTAL_CHARS;
      return {
        name,
        ...(fits ? { value } : { withheld: withheld ?? 'too_large' }),
        ...(changedBy === undefined ? {} : { changed_by: nameOf(changedBy, reader) }),
      };
    });
    return { sequence: this.sequence, complete: names === undefined, inputs };
  }

  private put(name: string, value: unknown, changedBy: ChangedBy, withheld?: InputValue['withheld']): void {
    this.sequence++;
    this.entries.set(name, this.entry(name, value, changedBy, withheld));
  }

  private entry(
    name: string,
    value: unknown,
    changedBy: ChangedBy | undefined,
    withheld?: InputValue['withheld'],
  ): Entry {
    const by = changedBy === undefined ? {} : { changedBy };
    if (this.inputs.get(name)?.secret) return { withheld: 'secret', chars: 0, ...by };
    if (withheld !== undefined) return { withheld, chars: 0, ...by };
    const chars = JSON.stringify(value ?? null).length;
    return chars > MAX_CHARS ? { withheld: 'too_large', chars: 0, ...by } : { value: value ?? null, chars, ...by };
  }
}

function nameOf(changedBy: ChangedBy, reader: number): NonNullable<InputValue['changed_by']> {
  if (changedBy === 'model') return 'model';
  return changedBy === reader ? 'you' : 'viewer';
}

function fileOf(
  file: { readonly name: string; readonly mime_type: string; readonly size: number } | undefined,
): unknown {
  return file === undefined ? null : { name: file.name, mime_type: file.mime_type, size: file.size };
}
