import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  Client,
  Command,
  CommandError,
  Idle,
  InputField,
  InputState,
  MessageField,
  ModelMessage,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  UploadedFile,
} from '../../../authoring/index.js';
import { createState, readModelContract } from '../../../contract/binding/index.js';
import type { CommandCall, CommandOutcome, StoredFile } from '../../../session/ports/index.js';
import { Deferred } from '../../host/deferred.js';
import { CommandQueue, type CommandScope } from './command-queue.js';
import { RuleBudget } from './rule-budget.js';
import { TurnLock } from './turn-lock.js';

const RULE_LIMIT_MS = 200;

class Heard extends ModelMessage {
  @MessageField() word!: string;
}

class Words extends InputState {
  @InputField({ default: '', pattern: /^(a+)*$/ }) word!: string;
  @InputField({ default: 0 }) size!: number;
}

@ReactorModel({ name: 'listener', state: Words, messages: [Heard] })
class Listener extends ReactorPipeline<Words> {
  readonly heard: unknown[] = [];
  hanging = new Deferred<void>();

  *inference(): Generator<Turn<never>, void, void> {
    yield Idle;
  }

  @Command()
  hear(@InputField({ name: 'word', type: 'string' }) word: string): void {
    this.heard.push(word);
  }

  @Command({ reply: Heard, dedupe: true })
  aim(@InputField({ name: 'word', type: 'string' }) word: string): Heard {
    this.heard.push(word);
    return Heard.of({ word });
  }

  @Command()
  async hang(): Promise<void> {
    this.heard.push('hang');
    await this.hanging.promise;
  }

  @Command()
  fail(@InputField({ name: 'coded', default: false }) coded: boolean): void {
    throw coded ? new CommandError('too_dark', 'It is too dark.') : new Error('a secret of the server');
  }

  @Command()
  meet(
    @InputField({ name: 'picture', type: 'file' }) picture: UploadedFile,
    @InputField({ name: 'word', type: 'string' }) word: string,
    client: Client,
  ): void {
    this.heard.push([picture.name, word, client.id]);
  }
}

/** A scope and a queue whose lock and clock the test holds. */
class Bench {
  readonly contract = readModelContract(Listener);
  readonly lock = new TurnLock();
  readonly model = new Listener();
  readonly log: string[] = [];
  /** Milliseconds. */
  now = 0;
  readonly scope: { -readonly [K in keyof CommandScope]: CommandScope[K] } = {
    contract: this.contract,
    lock: this.lock,
    logger: new Logger('listener'),
    sessionId: 'one',
    state: createState(this.contract),
    clients: new Map([[7, new Client(7, 0, () => undefined)]]),
    absentClient: (id) => new Client(id, 0, () => undefined),
    turns: 4,
    frames: 10,
    inputReport: {
      during: async (clientId, work) => {
        this.log.push(`of ${clientId}`);
        return await work();
      },
      sent: (property, _, value) => void this.log.push(`${property} is ${JSON.stringify(value)}`),
    },
  };
  readonly queue = new CommandQueue(this.model, this.scope, new RuleBudget(RULE_LIMIT_MS, () => this.now));

  send(name: string, args: Record<string, unknown> = {}, more: Partial<CommandCall> = {}): Promise<CommandOutcome> {
    return new Promise((done) =>
      this.queue.take(
        { clientId: 7, command: { name, args, uploads: {} }, files: {}, ...more },
        { started: () => this.log.push(`${name} starts`), done },
      ),
    );
  }

  /** A turn of the model that holds the lock until the returned function is called. */
  turn(): () => void {
    const end = new Deferred<void>();
    void this.lock.turn(() => end.promise);
    return () => end.resolve();
  }
}

/** Everything that can run without another event has run. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let bench: Bench;
let logged: jest.SpiedFunction<Logger['error']>;
beforeEach(() => {
  logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  bench = new Bench();
});
afterEach(() => void jest.restoreAllMocks());

describe('commands', () => {
  it('wait for the end of a turn, and run in the order of their arrival', async () => {
    const end = bench.turn();
    const outcomes = ['a', 'b', 'c'].map((word) => bench.send('hear', { word }));
    const set = bench.send('set_size', { size: 3 });
    await settled();
    expect([bench.model.heard, bench.log]).toEqual([[], []]);
    end();
    const next = { ok: true, turn: 5, frame: 11 };
    expect(await Promise.all([...outcomes, set])).toEqual([next, next, next, next]);
    expect(bench.model.heard).toEqual(['a', 'b', 'c']);
    expect(bench.scope.state).toMatchObject({ size: 3 });
    expect(bench.log.slice(-4)).toEqual(['hear starts', 'of 7', 'of 7', 'size is 3']);
  });

  it('run while a turn waits for input, and hold from that turn on', async () => {
    const picture = new Deferred<void>();
    const turn = bench.lock.turn(() => bench.lock.park(() => picture.promise));
    expect(await bench.send('hear', { word: 'a' })).toEqual({ ok: true, turn: 4, frame: 11 });
    picture.resolve();
    await turn;
  });

  it('that set a value have no handler that starts', async () => {
    await bench.send('set_size', { size: 2 });
    expect(bench.log).toEqual(['of 7', 'size is 2']);
  });

  it('bring their files, their values and their client to the handler, also when that client has left', async () => {
    const file = { name: 'sun.png', mimeType: 'image/png', size: 3, path: '/nowhere/sun.png' } as unknown as StoredFile;
    await bench.send('meet', { word: 'a' }, { files: { picture: file }, clientId: 8 });
    expect(bench.model.heard).toEqual([['sun.png', 'a', 8]]);
  });

  it('that the model does not have are refused at once, also during a turn', async () => {
    bench.turn();
    const message = 'toString: unknown command';
    expect(await bench.send('toString')).toEqual({ ok: false, code: 'invalid_command', message, rules: 'broken' });
  });
});

describe("the author's rules", () => {
  const expired = (limitMs: number): object => ({
    ok: false,
    code: 'invalid_command',
    message: `set_word: its arguments could not be checked within ${limitMs} ms; send shorter or simpler values`,
    rules: 'expired',
  });
  const endless = { word: `${'a'.repeat(60)}!` };

  it('refuse a command on arrival, before the turn ends, with the field', async () => {
    bench.turn();
    const outcome = await bench.send('set_word', { word: 'b' });
    expect(outcome).toMatchObject({ ok: false, code: 'invalid_command', rules: 'broken', field: 'word' });
    expect(bench.scope.state).toMatchObject({ word: '' });
  });

  it('are stopped at their limit, which those that were stopped make shorter for a while', async () => {
    expect(await bench.send('set_word', endless)).toEqual(expired(RULE_LIMIT_MS));
    expect(await bench.send('set_word', endless)).toEqual(expired(25));
    bench.now += 400;
    expect(await bench.send('set_word', endless)).toEqual(expired(100));
    bench.now += 60_000;
    expect(await bench.send('set_word', { word: 'aa' })).toMatchObject({ ok: true });
  });
});

describe('a handler', () => {
  it('that throws answers without what it threw, which is logged, and the next command runs', async () => {
    const failed = bench.send('fail');
    expect(await bench.send('hear', { word: 'a' })).toMatchObject({ ok: true });
    const message = "The handler failed; see the server's log.";
    expect(await failed).toEqual({ ok: false, code: 'internal_error', message });
    expect(logged.mock.calls[0]?.[0]).toContain('a secret of the server');
  });

  it('that refuses answers with its own code', async () => {
    const refused = { ok: false, code: 'too_dark', message: 'It is too dark.' };
    expect(await bench.send('fail', { coded: true })).toEqual(refused);
    expect(logged).not.toHaveBeenCalled();
  });

  it('that hangs keeps the next command and the next turn waiting, but not a refusal', async () => {
    void bench.send('hang');
    let others = 0;
    const waiting = Promise.all([
      bench.send('hear', { word: 'a' }).then(() => others++),
      bench.lock.turn(() => void others++),
    ]);
    expect(await bench.send('set_word', { word: 'b' })).toMatchObject({ rules: 'broken' });
    await settled();
    expect([others, bench.model.heard, bench.log]).toEqual([0, ['hang'], ['hang starts', 'of 7']]);
    bench.model.hanging.resolve();
    await waiting;
    expect(bench.model.heard).toEqual(['hang', 'a']);
  });
});

describe('of commands that replace each other', () => {
  it('the newest runs in its own place, and answers for all of them', async () => {
    const end = bench.turn();
    const outcomes = Promise.all([
      bench.send('aim', { word: 'old' }),
      bench.send('hear', { word: 'between' }),
      bench.send('aim', { word: 'new' }),
    ]);
    end();
    const next = { ok: true, turn: 5, frame: 11 };
    const reply = { type: 'heard', data: { word: 'new' } };
    expect(await outcomes).toEqual([next, next, { ...next, reply }]);
    expect(bench.model.heard).toEqual(['between', 'new']);
    expect(bench.log.filter((line) => line === 'aim starts')).toHaveLength(2);
  });

  it('one that comes after they ran runs too', async () => {
    await bench.send('aim', { word: 'old' });
    await bench.send('aim', { word: 'new' });
    expect(bench.model.heard).toEqual(['old', 'new']);
  });
});

describe('when the session has ended', () => {
  it('each command that still waits is answered once, with no_session, and none runs', async () => {
    const end = bench.turn();
    const outcomes = Promise.all([
      bench.send('hear', { word: 'a' }),
      bench.send('aim', { word: 'old' }),
      bench.send('aim', { word: 'new' }),
      bench.send('set_size', { size: 9 }),
    ]);
    bench.scope.sessionId = undefined;
    end();
    const ended = { ok: false, code: 'no_session', message: 'the session has ended; start a new one' };
    expect(await outcomes).toEqual([ended, ended, ended, ended]);
    expect([bench.model.heard, bench.log]).toEqual([[], []]);
    expect(bench.scope.state).toMatchObject({ size: 0 });
  });
});
