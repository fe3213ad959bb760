import { Transform } from 'class-transformer';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Command,
  Idle,
  InputField,
  InputState,
  OnConnected,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  UploadedFile,
} from '../../../authoring/index.js';
import { checkCommand } from '../../../contract/index.js';
import { Bench, OnePicture, until, UPLOAD } from '../../host/host-bench.fixture.js';

class Pose {
  @InputField({ default: 0 }) headTurn!: number;
}

class ManyState extends InputState {
  @InputField({ default: 1 }) count!: number;
  @InputField({ default: 'a' }) text!: string;
  @InputField({ default: {}, type: () => Pose }) pose!: Pose;
  @InputField({ default: [], items: { type: 'number' } }) list!: number[];
  @InputField({ type: 'file', nullable: true }) image!: UploadedFile | null;
  @InputField({ default: '', secret: true }) apiKey!: string;
  @Transform(({ value }) => new Map(Object.entries(value as object)))
  @InputField({ default: {}, type: 'record' })
  weights!: Map<string, number>;
  /** The model's own: no client sees it. */
  internal = 0;
}

@ReactorModel({ name: 'many', state: ManyState, output: OnePicture })
class Many extends ReactorPipeline<ManyState, OnePicture> {
  /** What the next turn does to the state. */
  static turn: ((state: ManyState) => void) | undefined;

  async *inference(): AsyncGenerator<Turn<OnePicture>, void, void> {
    for (;;) {
      Many.turn?.(this.state);
      Many.turn = undefined;
      this.state.internal++;
      yield Idle;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  @OnConnected()
  greet(): void {
    if (this.state.text === 'greet me') this.state.text = 'hello';
  }

  @Command() double(): void {
    this.state.count *= 2;
  }

  @Command() burst(): void {
    for (let i = 0; i < 1_000; i++) this.state.count = i;
  }
}

let bench: Bench;

afterEach(() => bench.host.close());

async function many(): Promise<Bench> {
  Many.turn = undefined;
  bench = await new Bench(Many).begin(7);
  return bench;
}

async function reported(count = 1): Promise<unknown[]> {
  await until(() => bench.inputs.length >= count);
  return bench.inputs;
}

describe('a change of the state is reported', () => {
  it('with the client whose setter made it', async () => {
    await many();
    await bench.command('set_count', { count: 5 }, 7);
    expect(await reported()).toEqual([{ name: 'count', value: 5, clientId: 7 }]);
  });

  it('with the client whose handler made it', async () => {
    await many();
    await bench.command('double', {}, 7);
    expect(await reported()).toEqual([{ name: 'count', value: 2, clientId: 7 }]);
  });

  it.each<[string, (state: ManyState) => void, unknown]>([
    ['a value', (state) => void (state.count = 9), { name: 'count', value: 9 }],
    [
      'a part of a nested object, by wire names',
      (state) => void (state.pose.headTurn = 3),
      { name: 'pose', value: { head_turn: 3 } },
    ],
    ['an item', (state) => void state.list.push(1), { name: 'list', value: [1] }],
    [
      'a text that is too long to send',
      (state) => void (state.text = 'x'.repeat(20_000)),
      { name: 'text', withheld: 'too_large' },
    ],
    [
      'a value without a form in JSON',
      (state) => void (state.count = Number.NaN),
      { name: 'count', withheld: 'not_json' },
    ],
    ['a secret, without its value', (state) => void (state.apiKey = 'k'), { name: 'api_key', withheld: 'secret' }],
    [
      'a file, as its name and never its bytes',
      (state) => void (state.image = new UploadedFile('cat.png', 'image/png', 'image/png', 3, '/nowhere')),
      { name: 'image', value: { name: 'cat.png', mime_type: 'image/png', size: 3 } },
    ],
  ])('where the model itself changes %s', async (_, change, report) => {
    await many();
    Many.turn = change;
    expect(await reported()).toEqual([{ ...(report as object), clientId: undefined }]);
  });

  it('as it was sent, where the author makes something of it that cannot be represented in JSON', async () => {
    await many();
    await bench.command('set_weights', { weights: { a: 1 } }, 7);
    expect(await reported()).toEqual([{ name: 'weights', value: { a: 1 }, clientId: 7 }]);
  });

  it('by its newest value alone, of many within a moment', async () => {
    await many();
    await bench.command('burst', {}, 7);
    for (let i = 0; i < 50; i++) await bench.command('set_count', { count: i }, 7);
    await until(() => bench.inputs.at(-1)?.value === 49);
    expect(bench.inputs.length).toBeLessThan(50);
    expect(bench.inputs[0]).toEqual({ name: 'count', value: 999, clientId: 7 });
  });

  it('never where a client sets what is in force, nor for what is no input', async () => {
    await many();
    await bench.command('set_text', { text: 'a' }, 7);
    await bench.command('set_count', { count: 2 }, 7);
    expect(await reported()).toEqual([{ name: 'count', value: 2, clientId: 7 }]);
  });

  it('for a file that a client sets', async () => {
    await many();
    const upload = { upload_id: 'u1', name: 'cat.png', mime_type: 'image/png', size: 3 };
    const command = checkCommand(bench.host.manifest, 'set_image', {}, { image: upload });
    await bench.host.command({ clientId: 7, command, files: { image: UPLOAD } });
    expect(await reported()).toEqual([
      { name: 'image', value: { name: 'cat.png', mime_type: 'image/jpeg', size: 3 }, clientId: 7 },
    ]);
  });

  it('from the defaults on again in the next session', async () => {
    await many();
    await bench.command('set_count', { count: 5 }, 7);
    await reported();
    await bench.host.endSession('stopped');
    await bench.host.beginSession('s2');
    bench.host.connect({ id: 7, joinedAtMs: 0 });
    await bench.command('set_count', { count: 1 }, 7);
    await bench.command('set_text', { text: 'b' }, 7);
    expect((await reported(2)).slice(1)).toEqual([{ name: 'text', value: 'b', clientId: 7 }]);
  });
});
