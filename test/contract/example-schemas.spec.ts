import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { manifestOf, readModelContract, renderSchema } from '@nestjs-reactor/core';
import { EXAMPLES } from '../../examples/index.js';

/** The golden documents without what is said in words, and without hints for pages, which are our own. */
const WORDS: ReadonlySet<string> = new Set(['summary', 'description', 'x-reactor-ui']);

/** A response's description is no prose: it names the message, or says that there is none. */
function withoutWords(value: unknown, isResponse = false): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutWords(item));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => isResponse || !WORDS.has(key));
  return Object.fromEntries(
    kept.map(([key, inner]) => [key, key === 'responses' ? eachResponse(inner) : withoutWords(inner)]),
  );
}

function eachResponse(responses: object): unknown {
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [status, withoutWords(response, true)]),
  );
}

function golden(name: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'golden', `${name}.json`), 'utf8'));
}

/** `hello` is as short as a model can be, and has hardly a word. */
const TALKATIVE = Object.entries(EXAMPLES).filter(([name]) => name !== 'hello');

describe('the schema of an example', () => {
  it.each(['brightness', 'echo'] as const)('is for %s what clients of the original know', (name) => {
    const model = EXAMPLES[name];
    const schema: unknown = JSON.parse(JSON.stringify(renderSchema(manifestOf(readModelContract(model)), 'v1.4.0')));
    expect(withoutWords(schema)).toEqual(golden(name));
  });

  it.each(TALKATIVE)('says in words for %s what every control and message is', (name, model) => {
    const { name: wireName, description, commands, messages } = readModelContract(model);
    expect(wireName).toBe(name);
    expect(description).toMatch(/\.$/);
    for (const command of commands.values()) expect(command.description).toMatch(/\.$/);
    for (const { messageClass } of messages.values()) expect(messageClass.description).toMatch(/\.$/);
  });
});
