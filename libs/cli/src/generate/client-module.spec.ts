import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ReactorErrorCode } from '@nestjs-reactor/core';
import { compareSchemas, readModelSchema, schemaHash } from '@nestjs-reactor/protocol/schema';
import { check, resolveConfig } from 'prettier';
import { modelDocument } from '../../../protocol/src/schema/schema.fixture.js';
import { compile, wordsAt } from '../testing/compile.fixture.js';
import { EVERY_CALL, EVERY_KIND } from '../testing/every-kind.fixture.js';
import { bareDocument } from './bare-document.js';
import { clientModule } from './client-module.js';
import { COMMAND_CODES } from './command-codes.js';

const moduleOf = (document: Record<string, unknown>): string =>
  clientModule({ document, schema: readModelSchema(document) });

const module = moduleOf(EVERY_KIND);

describe('a module for the client', () => {
  it('takes what the model takes, and nothing else', () => {
    const use = `
import type { UploadedFile } from '@nestjs-reactor/client';
import { connectEveryKind, type EveryKindErrorCode, type EveryKindMessage } from './every-kind.js';

export async function use(image: File, sent: UploadedFile, track: MediaStreamTrack, code: EveryKindErrorCode): Promise<void> {
  const client = connectEveryKind({ url: '/', token: 'abc' });
  const { commands } = client;
${EVERY_CALL}
  void commands.set_speed({ ...good, image: sent });
  const cleared: undefined = (await commands.clear()).message;
  const { message, frame } = await commands.ask();
  const told: readonly [undefined, number, number, 'report'] = [cleared, frame, message.data.frames, message.type];
  // @ts-expect-error the reply has no such field
  void message.data.size;
  client.on('message', (one: EveryKindMessage) => {
    switch (one.type) {
      case 'report': {
        const note: string | null = one.data.note;
        // @ts-expect-error no such choice
        return [note, one.data.mode === 'loud'];
      }
      default:
        return one.data['anything'];
    }
  });
  const { words, count, image: file } = client.state.value;
  const state: readonly [string | undefined, number | undefined] = [words, count];
  // @ts-expect-error an input of another name
  void client.state.value.colour;
  void client.publish('mic', track);
  // @ts-expect-error the model sends it
  void client.publish('main_video', track);
  client.attach(document.createElement('video'), 'main_video');
  // @ts-expect-error the model receives it
  client.attach(document.createElement('video'), 'webcam');
  // @ts-expect-error the model is known
  connectEveryKind({ url: '/', model: 'another' });
  if (code === 'invalid_command' || code === 'not_connected') return;
  // @ts-expect-error no such code
  if (code === 'bad_weather') return;
  void [told, state, file];
}
`;
    // A state is made of commands that set one input: \`words\`, \`count\` and \`image\` here.
    const document = structuredClone(EVERY_KIND) as { paths: Record<string, object> };
    const { properties } = argumentsOf(document, 'set_speed');
    for (const name of ['words', 'count', 'image']) {
      const schema = { type: 'object', properties: { [name]: properties[name] } };
      const content = { 'application/json': { schema } };
      document.paths[`/events/set_${name}`] = { post: { requestBody: { content }, responses: {} } };
    }
    const source = moduleOf(document as unknown as Record<string, unknown>);
    expect(compile({ 'every-kind.ts': source, 'use.ts': use })).toEqual([]);
  });

  it('shows the words of the author where a command is called', () => {
    const document = modelDocument();
    const paths = document['paths'] as Record<string, { post: { summary: string } }>;
    paths['/events/set_speed']!.post.summary = 'How fast the day goes by.';
    const use = `import { connectSunny } from './sunny.js';\nvoid connectSunny({ url: '/' }).commands.set_speed({ speed: 2 });\n`;
    const sources = { 'sunny.ts': moduleOf(document), 'use.ts': use };
    expect(wordsAt(sources, 'use.ts', 'set_speed')).toBe('How fast the day goes by.');
    expect(wordsAt(sources, 'use.ts', 'speed: 2')).toBe('How fast.\n0 to 4.');
  });

  it('compiles for a model that offers nothing, and for one whose names are taken', () => {
    const nothing = modelDocument({ name: 'reactor_client', args: {}, tracks: [] });
    const taken = modelDocument({
      name: 'record',
      commands: { file: 'Promise' },
      messages: { promise: 'Promise', file: 'File' },
    });
    expect(compile({ 'reactor-client.ts': moduleOf(nothing), 'record.ts': moduleOf(taken) })).toEqual([]);
  });

  it('is as prettier formats it, and the same each time', async () => {
    const options = await resolveConfig(join(import.meta.dirname, 'client-module.ts'));
    expect(await check(module, { ...options, parser: 'typescript' })).toBe(true);
    expect(moduleOf(structuredClone(EVERY_KIND))).toBe(module);
  });

  it('cannot be left by what an author writes', () => {
    const evil = "*/ export const x = 1; // '`${x}`\\\u2028\n'; y";
    const document = modelDocument({
      name: 'evil',
      args: { speed: { type: 'string', description: evil, enum: [evil], default: evil }, [evil]: { type: 'string' } },
    });
    const source = moduleOf(document);
    expect(compile({ 'evil.ts': source })).toEqual([]);
    expect(source).not.toMatch(/^export const x/m);
  });

  it('knows codes that the server has', () => {
    expect(COMMAND_CODES satisfies readonly ReactorErrorCode[]).toContain('invalid_command');
  });
});

describe('a document without its texts', () => {
  it('is the same to a comparison', () => {
    const [full, bare] = [EVERY_KIND, JSON.parse(bareDocument(EVERY_KIND)) as object].map(readModelSchema);
    expect(compareSchemas(full!, bare!)).toEqual([]);
    expect(schemaHash(bare!)).toBe(schemaHash(full!));
    expect(bareDocument(EVERY_KIND)).not.toContain('What it says');
  });

  it('keeps names and values that are called as texts are', () => {
    const document = modelDocument({
      args: { description: { type: 'string' }, summary: { type: 'object', default: { examples: [1] } } },
    });
    expect(argumentsOf(JSON.parse(bareDocument(document)) as object, 'set_speed')).toMatchObject({
      properties: { description: { type: 'string' }, summary: { default: { examples: [1] } } },
    });
  });
});

function argumentsOf(document: object, command: string): { readonly properties: Record<string, object> } {
  const { paths } = document as {
    paths: Record<
      string,
      { post: { requestBody: { content: Record<string, { schema: { properties: Record<string, object> } }> } } }
    >;
  };
  return paths[`/events/${command}`]!.post.requestBody.content['application/json']!.schema;
}
