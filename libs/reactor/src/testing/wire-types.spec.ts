import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, expect, it } from '@jest/globals';
import {
  Client,
  Command,
  InputField,
  InputState,
  MessageField,
  ModelMessage,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  Video,
  VideoFrame,
} from '@nestjs-reactor/core';
import { TestReactor, type WireNameOf } from '@nestjs-reactor/core/testing';

class State extends InputState {
  @InputField({ default: 0 }) level!: number;
}

class Output {
  @Video() mainVideo!: VideoFrame;
}

class StarFound extends ModelMessage {
  @MessageField() starCount!: number;
  @MessageField() names!: string[];
  @MessageField({ nullable: true, type: 'string' }) brightestOne!: string | null;
  @MessageField({ default: 'sky' }) place?: 'sky' | 'sea';
}

@ReactorModel({ name: 'sky', state: State, output: Output, fps: 30, messages: [StarFound] })
class Sky extends ReactorPipeline<State, Output> {
  @Command({ reply: StarFound })
  async findStar(caller: Client): Promise<StarFound> {
    const found = StarFound.of({ starCount: 3, names: ['Vega'], brightestOne: null });
    caller.send(found);
    return found;
  }

  @Command()
  forget(): void {}

  *inference(): Generator<Turn<Output>, void, void> {
    for (;;) yield { mainVideo: VideoFrame.rgb(4, 2) };
  }
}

/** Holds two types equal when it is compiled; `npm run typecheck` compiles the specs. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(holds: Same<A, B>): void => expect(holds).toBe(true);

beforeAll(() => Logger.overrideLogger(false));

let reactor: TestReactor;
afterEach(() => reactor.close());

it('types the reply of a command by what its handler returns', async () => {
  const sky = await TestReactor.start(Sky);
  reactor = sky;
  const viewer = await sky.join();
  const { reply, frame } = await viewer.command('find_star');
  same<typeof reply.data, { star_count: number; names: string[]; brightest_one: string | null; place: 'sky' | 'sea' }>(
    true,
  );
  same<typeof frame, number>(true);
  expect(reply.data.star_count + 1).toBe(4);
  // @ts-expect-error a name that the message does not have
  expect(reply.data.count).toBeUndefined();
  const done = await viewer.command('forget');
  same<typeof done.reply, { readonly type: string; readonly data: Record<string, unknown> } | undefined>(true);
  const set = await viewer.command('set_level', { level: 2 });
  expect(set.reply).toBeUndefined();
});

it('types a message by its class, and gives the same as by its name on the wire', async () => {
  const sky = await TestReactor.start(Sky);
  reactor = sky;
  const viewer = await sky.join();
  await viewer.command('find_star');
  await viewer.command('find_star');
  const message = await viewer.nextMessage(StarFound);
  same<typeof message.data.names, string[]>(true);
  const [name] = message.data.names;
  expect(name?.toUpperCase()).toBe('VEGA');
  expect(await viewer.nextMessage('star_found')).toEqual(message);
});

it('names on the wire as the framework does', () => {
  same<
    [WireNameOf<'mainVideo'>, WireNameOf<'setHTTPServer2Url'>, WireNameOf<'a'>, WireNameOf<'already_so'>],
    ['main_video', 'set_http_server2_url', 'a', 'already_so']
  >(true);
});
