import { type ReadonlySignal, signal } from '@preact/signals';
import type { Connection } from '../client/connection.js';
import { readControls, readTitle } from '../schema/read-controls.js';
import type { CommandModel } from '../schema/control-model.js';
import type { CommandRunner } from './command-runner.js';
import { FormControl } from './form-control.js';
import { LiveControl } from './live-control.js';
import type { ValueMemory } from './value-memory.js';

export interface BoardGroup {
  readonly name: string | undefined;
  readonly controls: readonly (LiveControl | FormControl)[];
}

export interface Board {
  readonly title: string;
  readonly description: string | undefined;
  readonly groups: readonly BoardGroup[];
}

/** The controls of the model that is served now, over every session with it. */
export class ControlBoard {
  private readonly current = signal<Board | undefined>(undefined);
  private readonly unknown = signal(false);
  private schemaText = '';
  private sessionId: string | undefined;

  constructor(
    private readonly runner: Pick<CommandRunner, 'run'>,
    private readonly memory: ValueMemory,
  ) {}

  /** Undefined until the schema is known. */
  get board(): ReadonlySignal<Board | undefined> {
    return this.current;
  }

  /** Others may have set what this page shows at its default. */
  get unsure(): ReadonlySignal<boolean> {
    return this.unknown;
  }

  /** The same schema again leaves every control as it is. */
  show(schema: Record<string, unknown>): void {
    const text = JSON.stringify(schema);
    if (text === this.schemaText) return;
    this.schemaText = text;
    const { name, description } = readTitle(schema);
    const groups = readControls(schema).map((group) => ({
      name: group.name,
      controls: group.commands.map((command) => this.control(command)),
    }));
    this.current.value = { title: name, description, groups };
  }

  /** Controls show what is in force in the session that was joined, as far as this page can know. */
  enter({ session, entry }: Pick<Connection, 'session' | 'entry'>): void {
    const { session_id: id } = session;
    if (entry === 'resumed' && id === this.sessionId) return;
    // The session before ended without the person: the new one gets what this page had set.
    const before =
      entry === 'replaced' && this.sessionId !== undefined ? this.memory.recall(this.sessionId) : undefined;
    this.sessionId = id;
    const kept = this.memory.recall(id);
    const ours = entry === 'fresh' || entry === 'replaced';
    if (kept === undefined) this.memory.begin(id, ours);
    this.unknown.value = !ours && kept?.whole !== true;
    for (const control of this.current.value?.groups.flatMap((group) => group.controls) ?? []) {
      const value = kept?.values[control.command.name];
      if (control instanceof LiveControl && value !== undefined) control.restore(value);
      else control.reset();
      const former = before?.values[control.command.name];
      if (control instanceof LiveControl && former !== undefined) control.set(former);
    }
  }

  private control(command: CommandModel): LiveControl | FormControl {
    if (command.mode !== 'live') return new FormControl(command, this.runner);
    return new LiveControl(command, this.runner, (value) => {
      // Of a file nothing can be kept but its name, which would be no file.
      if (this.sessionId !== undefined && command.fields[0]?.widget.kind !== 'file') {
        this.memory.keep(this.sessionId, command.name, value);
      }
    });
  }
}
