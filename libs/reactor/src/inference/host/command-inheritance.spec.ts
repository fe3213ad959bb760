import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Command,
  Idle,
  InputField,
  InputState,
  MessageField,
  ModelMessage,
  ReactorModel,
  ReactorPipeline,
} from '../../authoring/index.js';
import { Bench } from './host-bench.fixture.js';

class Told extends ModelMessage {
  @MessageField() text!: string;
}

class Aim {
  @InputField({ default: 0, max: 9 }) xAxis!: number;
  @InputField({ default: 0, max: 9 }) yAxis!: number;

  get sum(): number {
    return this.xAxis + this.yAxis;
  }
}

class BaseState extends InputState {
  @InputField({ type: () => Aim, default: { x_axis: 1 } }) aim!: Aim;
}

class HeirState extends BaseState {
  @InputField({ default: 'b' }) own!: string;
}

abstract class Spoken extends ReactorPipeline<BaseState> {
  *inference(): Generator<typeof Idle, void, void> {
    while (true) yield Idle;
  }

  @Command({ reply: Told }) say(@InputField({ name: 'word', default: 'hi' }) word: string): Told {
    return Told.of({ text: `base ${word}` });
  }
  @Command({ reply: Told }) repeat(@InputField({ name: 'word', default: 'hi' }) word: string): Told {
    return Told.of({ text: `base ${word} ${word}` });
  }
  @Command({ reply: Told }) shown(): Told {
    return Told.of({ text: `${this.state.aim instanceof Aim} ${this.state.aim.sum}` });
  }
  @Command({ reply: Told }) point(aim: Aim): Told {
    return Told.of({ text: `${aim instanceof Aim} ${aim.sum}` });
  }
}

@ReactorModel({ name: 'heir', state: HeirState })
class Heir extends Spoken {
  override say(word: string): Told {
    return Told.of({ text: `heir ${word}` });
  }
  @Command({ reply: Told }) override repeat(@InputField({ name: 'times', default: 2 }) times: number | string): Told {
    return Told.of({ text: `heir ${times}` });
  }
}

beforeAll(() => Logger.overrideLogger(false));

let bench: Bench | undefined;
afterEach(async () => {
  await bench?.host.close();
  bench = undefined;
});

async function textOf(name: string, args: Record<string, unknown>): Promise<unknown> {
  const outcome = await bench!.command(name, args);
  return outcome.ok ? outcome.reply?.data['text'] : outcome;
}

describe('a model that extends another', () => {
  it.each([
    ['runs its own method for a command of its base, decorated again or not', 'say', { word: 'x' }, 'heir x'],
    ['takes the parameters that it declared again', 'repeat', { times: 3 }, 'heir 3'],
    ['runs what it inherits', 'point', { x_axis: 2, y_axis: 3 }, 'true 5'],
  ])('%s', async (_, name, args, text) => {
    bench = await new Bench(Heir).begin(1);
    expect(await textOf(name, args)).toBe(text);
  });

  it('has setters for inherited fields, which it gets as their class', async () => {
    bench = await new Bench(Heir).begin(1);
    expect(await textOf('shown', {})).toBe('true 1');
    await bench.command('set_aim', { aim: { y_axis: 4 } });
    expect(await textOf('shown', {})).toBe('true 4');
  });

  it('goes back to the default where a setter brings no value', async () => {
    bench = await new Bench(Heir).begin(1);
    await bench.command('set_aim', { aim: { y_axis: 4 } });
    await bench.command('set_aim', {});
    expect(await textOf('shown', {})).toBe('true 1');
  });

  it('refuses what its base refuses', async () => {
    bench = await new Bench(Heir).begin(1);
    expect(() => bench!.command('set_aim', { aim: { y_axis: 10 } })).toThrow(
      'set_aim: aim.y_axis must be at most 9 (got 10)',
    );
  });
});
