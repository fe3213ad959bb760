import type { CommandValues } from '@nestjs-reactor/client';
import type { Outcome } from '../controls/command-runner.js';

/** Answers commands when the test says so. */
export class FakeRunner {
  readonly calls: {
    readonly command: string;
    readonly values: CommandValues;
    readonly answer: (outcome: Outcome) => void;
  }[] = [];

  run(command: string, values: CommandValues): Promise<Outcome> {
    return new Promise((answer) => this.calls.push({ command, values, answer }));
  }

  /** Values of each call so far. */
  get sent(): CommandValues[] {
    return this.calls.map((call) => call.values);
  }

  /** Answers the newest call. */
  take(data?: Record<string, unknown>): void {
    this.calls.at(-1)!.answer({ ok: true, reply: data === undefined ? undefined : { type: 'reply', data } });
  }

  refuse(errors: Record<string, string>): void {
    this.calls.at(-1)!.answer({ ok: false, code: 'invalid_command', errors: new Map(Object.entries(errors)) });
  }
}
