import { type ReadonlySignal, signal } from '@preact/signals';
import type { InputValue } from '@nestjs-reactor/protocol';
import type { Connection, LostSetting } from '@nestjs-reactor/client';
import { readControls, readTitle } from '../schema/read-controls.js';
import type { CommandModel } from '../schema/control-model.js';
import type { CommandRunner } from './command-runner.js';
import { FormControl } from './form-control.js';
import { LiveControl } from './live-control.js';

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
  private unfollow: () => void = () => {};
  /** Shows the values in force, also in controls that are new. */
  private refresh: () => void = () => {};
  private schemaText = '';
  private sessionId: string | undefined;

  constructor(private readonly runner: Pick<CommandRunner, 'run'>) {}

  /** Undefined until the schema is known. */
  get board(): ReadonlySignal<Board | undefined> {
    return this.current;
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
    this.refresh();
  }

  /** How a command is called on the page; undefined: it has no control. */
  labelOf(command: string): string | undefined {
    return this.controls.find((control) => control.command.name === command)?.command.label;
  }

  /** From now on controls show the current values of the joined session. */
  enter({ session, inputs }: Pick<Connection, 'session' | 'inputs'>): void {
    this.leave();
    const { session_id: id } = session;
    if (id !== this.sessionId) {
      this.sessionId = id;
      for (const control of this.controls) control.reset();
    }
    const seen = new Map<string, InputValue>();
    this.refresh = () => {
      seen.clear();
      take(inputs.value);
    };
    const take = (values: ReadonlyMap<string, InputValue>): void => {
      for (const [name, input] of values) {
        if (seen.get(name) === input) continue;
        seen.set(name, input);
        this.follow(input);
      }
    };
    this.unfollow = inputs.subscribe(take);
    take(inputs.value);
  }

  /** The session that replaces another one did not take a setting: its control says why. */
  showLost({ input, value, error }: LostSetting): void {
    this.live(`set_${input}`)?.reject(value, error.message);
  }

  /** Controls keep what they show. */
  leave(): void {
    this.unfollow();
    this.unfollow = () => {};
    this.refresh = () => {};
  }

  private get controls(): readonly (LiveControl | FormControl)[] {
    return this.current.peek()?.groups.flatMap((group) => group.controls) ?? [];
  }

  private live(command: string): LiveControl | undefined {
    return this.controls.find(
      (control): control is LiveControl => control instanceof LiveControl && control.command.name === command,
    );
  }

  private follow({ name, value, withheld, changed_by }: InputValue): void {
    const control = this.live(`set_${name}`);
    if (control === undefined) return;
    const by = changed_by === 'you' ? undefined : changed_by;
    if (withheld === undefined) control.follow(value, by);
    else control.note(by);
  }

  private control(command: CommandModel): LiveControl | FormControl {
    return command.mode === 'live' ? new LiveControl(command, this.runner) : new FormControl(command, this.runner);
  }
}
