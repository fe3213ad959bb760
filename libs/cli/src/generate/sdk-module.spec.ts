import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readModelSchema } from '@nestjs-reactor/protocol/schema';
import { check, resolveConfig } from 'prettier';
import ts from 'typescript';
import { compile } from '../testing/compile.fixture.js';
import { EVERY_CALL, EVERY_KIND } from '../testing/every-kind.fixture.js';
import { sdkModule } from './sdk-module.js';

const module = sdkModule(readModelSchema(EVERY_KIND));

describe('a module for the js-sdk', () => {
  it('takes what the model takes, and nothing else', () => {
    const use = `
import type { FileRef, Reactor } from '@reactor-team/js-sdk';
import { everyKindSession } from './every-kind.js';

export function use(reactor: Reactor, image: FileRef, track: MediaStreamTrack): void {
  const { commands, onMessage, publishTrack, onTrack } = everyKindSession(reactor);
${EVERY_CALL}
  void commands.set_speed(good).then((nothing: void) => nothing);
  onMessage((message) => {
    if (message.type !== 'report') return message.data['anything'];
    const frames: number = message.data.frames;
    // @ts-expect-error it may be null
    const note: string = message.data.note;
    // @ts-expect-error no such choice
    return [frames, note, message.data.mode === 'loud'];
  });
  void publishTrack('mic', track);
  // @ts-expect-error the model sends it
  void publishTrack('main_video', track);
  onTrack((name) => {
    const only: 'main_video' = name;
    return only;
  });
}
`;
    expect(compile({ 'every-kind.ts': module, 'use.ts': use })).toEqual([]);
  });

  it('is as prettier formats it', async () => {
    const options = await resolveConfig(join(import.meta.dirname, 'sdk-module.ts'));
    expect(await check(module, { ...options, parser: 'typescript' })).toBe(true);
  });

  it('sends each command by its name on the wire', async () => {
    const code = ts.transpileModule(module, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    }).outputText;
    const { everyKindSession } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
      everyKindSession: (reactor: object) => {
        commands: Record<string, (args?: object) => Promise<void>>;
        onMessage: (listener: () => void) => () => void;
      };
    };
    const calls: unknown[][] = [];
    const record = (...call: unknown[]): Promise<void> => Promise.resolve(void calls.push(call));
    const { commands, onMessage } = everyKindSession({
      sendCommand: record,
      on: (...call: unknown[]) => void record('on', ...call),
      off: (...call: unknown[]) => void record('off', ...call),
    });
    await commands['set_speed']!({ words: 'a' });
    await commands['clear']!();
    const listener = (): void => {};
    onMessage(listener)();
    expect(calls).toEqual([
      ['set_speed', { words: 'a' }],
      ['clear', {}],
      ['on', 'message', listener],
      ['off', 'message', listener],
    ]);
  });
});
