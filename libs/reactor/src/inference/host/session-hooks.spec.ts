import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Client,
  Command,
  Idle,
  InputField,
  MessageField,
  ModelMessage,
  OnConnected,
  OnDisconnected,
  OnFileUploaded,
  OnSessionEnded,
  OnSessionStarted,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  type UploadedFile,
} from '../../authoring/index.js';
import { Bench, grey, OnePicture, ShadeState, until, UPLOAD } from './host-bench.fixture.js';

class Greeting extends ModelMessage {
  @MessageField() to!: number;
}

/** What happened in the model, in its order. */
let log: string[] = [];
/** Hooks that fail. */
let failing: readonly string[] = [];
/** Turns, commands and hooks under way at once, and the most there ever were. */
let busy = 0;
let most = 0;

/** Takes a moment, so that what may not overlap would. */
async function note(entry: string): Promise<void> {
  most = Math.max(most, ++busy);
  await new Promise((resolve) => setTimeout(resolve, 2));
  busy--;
  log.push(entry);
  if (failing.includes(entry.split(' ')[0] ?? '')) throw new Error('a hook may fail');
}

@ReactorModel({ name: 'followed', state: ShadeState, output: OnePicture, messages: [Greeting] })
class Followed extends ReactorPipeline<ShadeState, OnePicture> {
  async *inference(): AsyncGenerator<Turn<OnePicture>, void, void> {
    while (true) {
      most = Math.max(most, ++busy);
      await new Promise((resolve) => setTimeout(resolve, 1));
      busy--;
      if (this.state.shade === 13) throw new Error('the model may fail');
      yield this.state.shade === 0 ? Idle : { mainVideo: grey(this.state.shade) };
    }
  }

  @OnSessionStarted() async began(): Promise<void> {
    await note(`began shade ${this.state.shade} clients ${this.clients.length}`);
  }
  @OnConnected() async came(client: Client): Promise<void> {
    client.send(Greeting.of({ to: client.id }));
    await note(`came ${client.id}`);
  }
  @OnFileUploaded() async filed(file: UploadedFile, client: Client): Promise<void> {
    await note(`filed ${file.name} ${client.id}`);
  }
  @OnDisconnected() async left(client: Client): Promise<void> {
    client.send(Greeting.of({ to: client.id }));
    await note(`left ${client.id}`);
  }
  @OnSessionEnded() async ended(): Promise<void> {
    await note(`ended shade ${this.state.shade} clients ${this.clients.length}`);
  }
  @Command() async mark(@InputField({ name: 'word', default: '' }) word: string, client: Client): Promise<void> {
    await note(`marked ${word} ${client.id}`);
  }
}

beforeAll(() => Logger.overrideLogger(false));

let bench: Bench | undefined;
beforeEach(() => {
  log = [];
  failing = [];
  busy = most = 0;
});
afterEach(async () => {
  await bench?.host.close();
  bench = undefined;
});

describe('a session is told to its model', () => {
  it('from its start to its end, in the order in which it happened', async () => {
    bench = await new Bench(Followed).begin(1, 2);
    await bench.command('set_shade', { shade: 8 });
    bench.host.fileUploaded(2, UPLOAD);
    bench.host.disconnect(1);
    await bench.command('mark', { word: 'a' }, 2);
    await bench.host.endSession('stopped');
    expect(log).toEqual([
      'began shade 0 clients 0',
      'came 1',
      'came 2',
      'filed cat.png 2',
      'left 1',
      'marked a 2',
      'ended shade 8 clients 0',
    ]);
  });

  it('one thing at a time, and never during a turn', async () => {
    bench = await new Bench(Followed).begin(1, 2);
    await bench.command('set_shade', { shade: 8 });
    await until(() => bench!.chunks.length > 0);
    bench.host.fileUploaded(2, UPLOAD);
    bench.host.disconnect(1);
    await Promise.all(['a', 'b'].map((word) => bench!.command('mark', { word }, 2)));
    await bench.host.endSession('stopped');
    expect(log).toHaveLength(8);
    expect(most).toBe(1);
  });

  it('again when the next one starts, with a fresh state', async () => {
    bench = await new Bench(Followed).begin(1);
    await bench.command('set_shade', { shade: 8 });
    await bench.host.endSession('stopped');
    await bench.host.beginSession('s2');
    await bench.host.endSession('stopped');
    expect(log).toEqual([
      'began shade 0 clients 0',
      'came 1',
      'ended shade 8 clients 0',
      'began shade 0 clients 0',
      'ended shade 0 clients 0',
    ]);
  });
});

describe('connected', () => {
  it('is over before the first command of the same client, sent in the same breath', async () => {
    bench = await new Bench(Followed).begin();
    bench.host.connect({ id: 5, joinedAtMs: 0 });
    await bench.command('mark', { word: 'first' }, 5);
    expect(log).toEqual(['began shade 0 clients 0', 'came 5', 'marked first 5']);
  });

  it('is told once to a client that comes in over another line', async () => {
    bench = await new Bench(Followed).begin(5);
    bench.host.connect({ id: 5, joinedAtMs: 0 });
    await bench.command('mark', { word: 'a' }, 5);
    expect(log.filter((entry) => entry.startsWith('came'))).toEqual(['came 5']);
  });

  it('is told again to one that left and came back, and finds the state as it was', async () => {
    bench = await new Bench(Followed).begin(5);
    await bench.command('set_shade', { shade: 8 }, 5);
    bench.host.disconnect(5);
    bench.host.connect({ id: 5, joinedAtMs: 0 });
    await bench.host.endSession('stopped');
    expect(log).toEqual(['began shade 0 clients 0', 'came 5', 'left 5', 'came 5', 'ended shade 8 clients 0']);
  });

  it('may send to its client alone', async () => {
    bench = await new Bench(Followed).begin(5, 6);
    await bench.command('mark', {}, 6);
    expect(bench.messages).toEqual([
      [{ type: 'greeting', data: { to: 5 } }, 5],
      [{ type: 'greeting', data: { to: 6 } }, 6],
    ]);
  });
});

describe('disconnected', () => {
  it('is not told when the session ends', async () => {
    bench = await new Bench(Followed).begin(1, 2);
    await bench.host.endSession('stopped');
    expect(log.filter((entry) => entry.startsWith('left'))).toEqual([]);
  });

  it('is not told of one that never came', async () => {
    bench = await new Bench(Followed).begin(1);
    bench.host.disconnect(9);
    await bench.command('mark');
    expect(log.filter((entry) => entry.startsWith('left'))).toEqual([]);
  });

  it('is told once', async () => {
    bench = await new Bench(Followed).begin(1, 2);
    bench.host.disconnect(1);
    bench.host.disconnect(1);
    await bench.command('mark', {}, 2);
    expect(log.filter((entry) => entry.startsWith('left'))).toEqual(['left 1']);
  });
});

describe('file uploaded', () => {
  it('is told for each file, and of a client that has left since', async () => {
    bench = await new Bench(Followed).begin(1, 2);
    bench.host.fileUploaded(1, UPLOAD);
    bench.host.disconnect(1);
    bench.host.fileUploaded(1, { ...UPLOAD, name: 'dog.png' });
    await bench.command('mark', {}, 2);
    expect(log.filter((entry) => entry.startsWith('filed'))).toEqual(['filed cat.png 1', 'filed dog.png 1']);
  });

  it('is told to nobody when the session is over', async () => {
    bench = await new Bench(Followed).begin(1);
    await bench.host.endSession('stopped');
    log = [];
    bench.host.fileUploaded(1, UPLOAD);
    await bench.host.beginSession('s2');
    expect(log).toEqual(['began shade 0 clients 0']);
  });
});

describe('session ended', () => {
  it('is told once, when the server shuts down with the session open', async () => {
    bench = await new Bench(Followed).begin(1);
    await bench.host.close();
    expect(log.filter((entry) => entry.startsWith('ended'))).toEqual(['ended shade 0 clients 0']);
  });

  it('is told when the model itself has failed', async () => {
    bench = await new Bench(Followed).begin(1);
    await bench.command('set_shade', { shade: 13 });
    await until(() => bench!.failures.length === 1);
    await bench.host.endSession('error');
    expect(log.at(-1)).toBe('ended shade 13 clients 0');
  });

  it('is not told twice', async () => {
    bench = await new Bench(Followed).begin(1);
    await bench.host.endSession('stopped');
    await bench.host.endSession('stopped');
    expect(log.filter((entry) => entry.startsWith('ended'))).toHaveLength(1);
  });
});

it('a hook that fails changes nothing for the others', async () => {
  failing = ['began', 'came', 'filed', 'left', 'ended'];
  bench = await new Bench(Followed).begin(1, 2);
  bench.host.fileUploaded(1, UPLOAD);
  bench.host.disconnect(1);
  expect(await bench.command('mark', { word: 'on' }, 2)).toMatchObject({ ok: true });
  await bench.host.endSession('stopped');
  expect(log).toHaveLength(7);
  expect(bench.failures).toEqual([]);
  expect(bench.losses).toEqual([]);
});

it('hooks of a base class are followed, and overridden by their name', async () => {
  @ReactorModel({ name: 'heir', state: ShadeState, output: OnePicture, messages: [Greeting] })
  class Heir extends Followed {
    override async came(client: Client): Promise<void> {
      await note(`heir ${client.id}`);
    }
  }
  bench = await new Bench(Heir).begin(1);
  await bench.command('mark', { word: 'inherited' });
  expect(log).toEqual(['began shade 0 clients 0', 'heir 1', 'marked inherited 1']);
});
