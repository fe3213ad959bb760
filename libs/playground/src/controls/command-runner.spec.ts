import { describe, expect, it } from '@jest/globals';
import { ClientError } from '../client/client-error.js';
import type { Connection, ModelMessage } from '../client/connection.js';
import { CommandRunner } from './command-runner.js';

interface Sent {
  readonly name: string;
  readonly args: unknown;
  readonly uploads: unknown;
}

function stage(answer: () => ModelMessage | undefined = () => undefined): {
  runner: CommandRunner;
  sent: Sent[];
  replies: unknown[];
} {
  const sent: Sent[] = [];
  const replies: unknown[] = [];
  const connection = {
    session: { session_id: 's' },
    command: async (name: string, args: unknown, uploads: unknown) => {
      sent.push({ name, args, uploads });
      return answer();
    },
  } as unknown as Connection;
  const upload = async (session: string, file: File): Promise<never> => {
    if (file.name === 'bad') throw new ClientError('too_large', 'it is too large');
    return { upload_id: `${session}/${file.name}` } as never;
  };
  const runner = new CommandRunner(
    () => connection,
    { upload },
    (reply, command) => replies.push([command, reply]),
  );
  return { runner, sent, replies };
}

describe('CommandRunner', () => {
  it('leaves out what has no value, and keeps null', async () => {
    const { runner, sent } = stage();
    expect(await runner.run('set_x', { x: null, y: undefined, z: 0 })).toEqual({ ok: true, reply: undefined });
    expect(sent).toEqual([{ name: 'set_x', args: { x: null, z: 0 }, uploads: {} }]);
  });

  it('uploads files first, and sends references to them', async () => {
    const { runner, sent } = stage();
    await runner.run('set_image', { image: new File(['x'], 'a.png'), strength: 1 });
    expect(sent[0]).toEqual({ name: 'set_image', args: { strength: 1 }, uploads: { image: { upload_id: 's/a.png' } } });
  });

  it('blames the field whose upload fails, and does not send the command', async () => {
    const { runner, sent } = stage();
    const outcome = await runner.run('set_image', { image: new File(['x'], 'bad') });
    expect(outcome).toEqual({ ok: false, code: 'too_large', errors: new Map([['image', 'it is too large']]) });
    expect(sent).toEqual([]);
  });

  it('hands on a reply, and measures how long it took', async () => {
    const reply = { type: 'done', data: {} };
    const { runner, replies } = stage(() => reply);
    await runner.run('go', {});
    expect(replies).toEqual([['go', reply]]);
    expect(runner.latency.value).toBeGreaterThanOrEqual(0);
  });

  it.each<[string, ClientError, [string, string][]]>([
    [
      'every field that the server names',
      new ClientError('invalid_command', 'go: a is bad; b is bad', {
        field: 'a',
        fields: [
          { field: 'a', message: 'a is bad' },
          { field: 'b', message: 'b is bad' },
        ],
      }),
      [
        ['a', 'a is bad'],
        ['b', 'b is bad'],
      ],
    ],
    ['the one field', new ClientError('unresolved_upload', 'go: no upload', { field: 'a' }), [['a', 'no upload']]],
    ['the command', new ClientError('queue_full', '64 commands wait'), [['', '64 commands wait']]],
  ])('puts a refusal with %s', async (_, error, errors) => {
    const { runner } = stage(() => {
      throw error;
    });
    expect(await runner.run('go', {})).toEqual({ ok: false, code: error.code, errors: new Map(errors) });
  });

  it('refuses while there is no connection', async () => {
    const runner = new CommandRunner(
      () => undefined,
      { upload: async () => await Promise.reject(new Error('not asked')) },
      () => {},
    );
    expect(await runner.run('go', {})).toMatchObject({ ok: false, code: 'not_connected' });
  });
});
