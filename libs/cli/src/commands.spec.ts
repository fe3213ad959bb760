import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { COMMANDS } from './commands.js';

describe('the table of commands', () => {
  it('has every file of its folder', () => {
    const files = readdirSync(join(import.meta.dirname, 'commands')).filter((file) => file.endsWith('.command.ts'));
    expect(COMMANDS.map(({ name }) => `${name}.command.ts`).sort()).toEqual(files.sort());
  });

  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    'says what %s does in one line',
    (_, command) => {
      const options = Object.values(command.options).map(({ summary }) => summary);
      const args = Object.values(command.arguments).map(({ summary }) => summary);
      for (const line of [command.summary, ...options, ...args]) expect(line).toMatch(/^\S[^\n]*[^\s.]$/);
      for (const paragraph of command.details ?? []) expect(paragraph).toMatch(/^[A-Z`][^\n]*\.$/);
    },
  );
});
