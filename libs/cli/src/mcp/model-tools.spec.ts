import { describe, expect, it } from '@jest/globals';
import { readModelSchema } from '@nestjs-reactor/protocol/schema';
import { modelDocument } from '../../../protocol/src/schema/schema.fixture.js';
import { EVERY_KIND } from '../testing/every-kind.fixture.js';
import { modelTools } from './model-tools.js';

const toolsOf = (document: Record<string, unknown>) => modelTools(document, readModelSchema(document));

describe('the tools of a model', () => {
  it('are its commands with their schemas, and one that looks', () => {
    const [speed, clear, look] = toolsOf(modelDocument({ commands: { clear: null } }));
    expect(speed).toMatchObject({
      name: 'set_speed',
      description: 'The command set_speed of sunny',
      inputSchema: {
        type: 'object',
        properties: { speed: { type: 'number', minimum: 0, maximum: 4, description: 'How fast.' } },
        additionalProperties: false,
      },
    });
    expect(clear).toMatchObject({ name: 'clear', inputSchema: { properties: {} } });
    expect(look).toEqual({
      name: 'look_at_stream',
      description:
        'The newest picture of the live stream of sunny: Paints a day. Call it after a command to see what it did.',
      inputSchema: { type: 'object', properties: {} },
      command: undefined,
    });
  });

  it('take a path for a file', () => {
    const [speed] = toolsOf(EVERY_KIND);
    const { properties, required } = speed!.inputSchema as { properties: Record<string, object>; required: string[] };
    const path = { type: 'string', description: 'Path of a file on the machine where this tool runs.' };
    expect([properties['image'], properties['mask']]).toEqual([path, path]);
    expect(required).toContain('image');
  });

  it('let one choose among several pictures, and none of a model without', () => {
    const track = (name: string) => ({ name, kind: 'video', direction: 'out' });
    expect(toolsOf(modelDocument({ tracks: [track('near'), track('far')] })).at(-1)?.inputSchema).toMatchObject({
      properties: { track: { enum: ['near', 'far'] } },
    });
    expect(toolsOf(modelDocument({ tracks: [] })).map(({ name }) => name)).toEqual(['set_speed']);
  });

  it('leave the name to a command that has it', () => {
    const names = toolsOf(modelDocument({ commands: { look_at_stream: null } })).map(({ name }) => name);
    expect(names).toEqual(['set_speed', 'look_at_stream', 'look_at_stream_of_sunny']);
  });
});
