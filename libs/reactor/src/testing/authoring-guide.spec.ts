import { BroadcastChannel } from 'node:worker_threads';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { afterEach, beforeAll, expect, it } from '@jest/globals';
import { IsEmail } from 'class-validator';
import {
  Client,
  Command,
  CommandError,
  Idle,
  InputField,
  InputState,
  MessageField,
  ModelMessage,
  OnConnected,
  ReactorModel,
  ReactorPipeline,
  type Turn,
} from '@nestjs-reactor/core';
import { TestReactor } from '@nestjs-reactor/core/testing';

beforeAll(() => Logger.overrideLogger(['error', 'fatal']));

let reactor: TestReactor;
afterEach(() => reactor.close());

// #region state
export class SunnyState extends InputState {
  @InputField({ default: 'a sunny meadow', maxLength: 400, moderate: true, description: 'What the picture shows.' })
  prompt!: string;

  @InputField({ default: 0.5, min: 0, max: 1, step: 0.05, ui: { component: 'slider', group: 'Look' } })
  warmth!: number;

  /** The model's own. */
  lastPrompt = '';
}
// #endregion

// #region placed
export class Placed extends ModelMessage {
  @MessageField({ description: 'How many there are now.' }) count!: number;
}
// #endregion

// #region pose
export class CameraPose {
  @InputField({ type: 'number', min: -1, max: 1 }) x!: number;
  @InputField({ default: 0, min: -180, max: 180 }) headTurn!: number;
}
// #endregion

// #region invitation
class Invitation {
  @IsEmail() @InputField({ type: 'string', maxLength: 200 }) sentTo!: string;
}
// #endregion

// #region chunk
export class ChunkDone extends ModelMessage {
  static override readonly description: string = 'A chunk of the film is made.';
  @MessageField({ type: 'integer', description: 'From 1 in each session.' }) chunkIndex!: number;
  @MessageField({ type: 'array', items: { type: 'string' }, default: [] }) warnings!: string[];
}
// #endregion

@ReactorModel({ name: 'sunny', state: SunnyState, messages: [ChunkDone] })
class Sunny extends ReactorPipeline<SunnyState> {
  private readonly trees: { x: number; y: number; by: number }[] = [];
  private pose: CameraPose | undefined;

  *inference(): Generator<Turn, void, void> {
    while (true) yield Idle;
  }

  // #region place
  @Command({ reply: Placed, description: 'Puts a tree somewhere.' })
  placeTree(
    @InputField({ name: 'x', default: 0.5, min: 0, max: 1 }) x: number,
    @InputField({ name: 'y', default: 0.5, min: 0, max: 1 }) y: number,
    client: Client,
  ): Placed {
    if (this.trees.length >= 2) throw new CommandError('too_many_trees', 'There is no room for another tree.');
    this.trees.push({ x, y, by: client.id });
    return Placed.of({ count: this.trees.length });
  }
  // #endregion

  // #region move
  @Command({ description: 'Moves the camera, all of it in one step.' })
  moveCamera(pose: CameraPose): void {
    this.pose = pose;
  }
  // #endregion

  // #region invite
  @Command()
  invite(@InputField({ name: 'sent_to', type: 'string', validate: [IsEmail()] }) sentTo: string): void {
    this.state.lastPrompt = sentTo;
  }
  // #endregion

  @Command()
  inviteAll(_invitation: Invitation): void {}

  @Command({ reply: Placed })
  turned(): Placed {
    return Placed.of({ count: this.pose instanceof CameraPose ? this.pose.headTurn : -1 });
  }

  // #region news
  @OnConnected()
  welcome(client: Client): void {
    this.send(ChunkDone.of({ chunkIndex: 3 }));
    client.send(ChunkDone.of({ chunkIndex: 4, warnings: ['The film is short.'] }));
  }
  // #endregion
}

// #region weather
/** Built once in the server and once in the worker of each model that lists it. */
@Injectable()
export class Weather implements OnApplicationShutdown {
  degrees = 20;
  private readonly line = new BroadcastChannel('weather');

  constructor() {
    this.line.onmessage = (event) => (this.degrees = (event as { readonly data: number }).data);
  }

  report(degrees: number): void {
    this.degrees = degrees;
    this.line.postMessage(degrees);
  }

  onApplicationShutdown(): void {
    this.line.close();
  }
}
// #endregion

export class Forecast extends ModelMessage {
  @MessageField() degrees!: number;
}

// #region inject
@ReactorModel({ name: 'forecaster', file: import.meta.url, providers: [Weather] })
export class Forecaster extends ReactorPipeline {
  constructor(private readonly weather: Weather) {
    super();
  }

  @Command({ reply: Forecast })
  forecast(): Forecast {
    return Forecast.of({ degrees: this.weather.degrees });
  }
  // #endregion

  *inference(): Generator<Turn, void, void> {
    while (true) yield Idle;
  }
}

it('does what the guide says of injection', async () => {
  reactor = await TestReactor.start(Forecaster);
  const servers = new Weather();
  servers.report(31);
  const viewer = await reactor.join();
  let degrees: unknown = 20;
  while (degrees === 20) degrees = (await viewer.command('forecast')).reply?.data['degrees'];
  expect(degrees).toBe(31);
  servers.onApplicationShutdown();
});

it('does what the guide says of commands', async () => {
  reactor = await TestReactor.start(Sunny);
  const viewer = await reactor.join();
  expect((await viewer.command('place_tree', { x: 1 })).reply).toEqual({ type: 'placed', data: { count: 1 } });
  await viewer.command('place_tree');
  await expect(viewer.command('place_tree')).rejects.toMatchObject({ code: 'too_many_trees' });
  await viewer.command('move_camera', { x: 0, head_turn: 90 });
  expect((await viewer.command('turned')).reply).toEqual({ type: 'placed', data: { count: 90 } });
  for (const name of ['invite', 'invite_all']) {
    await viewer.command(name, { sent_to: 'me@example.org' });
    await expect(viewer.command(name, { sent_to: 'nobody' })).rejects.toMatchObject({
      code: 'invalid_command',
      field: 'sent_to',
    });
  }
});

it('does what the guide says of messages', async () => {
  reactor = await TestReactor.start(Sunny);
  const viewer = await reactor.join();
  expect([await viewer.nextMessage(), await viewer.nextMessage()]).toEqual([
    { type: 'chunk_done', data: { chunk_index: 3, warnings: [] } },
    { type: 'chunk_done', data: { chunk_index: 4, warnings: ['The film is short.'] } },
  ]);
});
