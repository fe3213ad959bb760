import {
  Client,
  Command,
  InputField,
  OnConnected,
  OnDisconnected,
  OnSessionStarted,
  ReactorModel,
  ReactorPipeline,
  type Turn,
} from '@nestjs-reactor/core';
import { Controls, type Key, KEYS, together } from './controls.js';
import { paintKeys, paintMap } from './hud.js';
import { Axes, KeysOutput, KeysState, Position } from './keys.state.js';
import { View } from './view.js';
import { World } from './world.js';

/** More than a screen is wide: a pointer does not get there between two of its events. */
const FARTHEST_MOVE = 4_096;

/** Size of the picture. */
interface KeysConfig {
  readonly width: number;
  readonly height: number;
}

/** A garden to walk through: held keys, moves that count once, and what becomes of them when their client goes. */
@ReactorModel({
  name: 'keys',
  description: 'A garden to walk through, with keys, a pointer or a gamepad.',
  file: import.meta.url,
  state: KeysState,
  output: KeysOutput,
  messages: [Position],
  fps: 30,
  config: { width: 640, height: 360 } satisfies KeysConfig,
})
export class Keys extends ReactorPipeline<KeysState, KeysOutput> {
  private view!: View;
  private readonly controls = new Map<number, Controls>();
  /** The session's: it outlives clients and generators. */
  private world!: World;

  override load(config: unknown): void {
    const { width, height } = config as KeysConfig;
    this.view = new View(width, height);
  }

  @OnSessionStarted()
  begin(): void {
    this.world = new World();
    this.controls.clear();
  }

  @OnConnected()
  greet(client: Client): void {
    client.send(this.getPosition());
  }

  /** No client is left to release the keys; the world stays as it is, for the others and for returning clients. */
  @OnDisconnected()
  letGo(client: Client): void {
    this.controls.delete(client.id);
  }

  @Command({
    description: 'Press or release a key; a tap shorter than a frame counts for one.',
    ui: { component: 'keys' },
  })
  setKeyState(
    @InputField({ name: 'key', choices: KEYS, description: 'Which key.' }) key: Key,
    @InputField({ name: 'pressed', type: 'boolean', description: 'Whether it is down.' }) pressed: boolean,
    client: Client,
  ): void {
    const { keys } = this.controlsOf(client);
    if (pressed) keys.press(key);
    else keys.release(key);
  }

  @Command({ description: 'Look around by a move of the pointer, once.', ui: { component: 'pointer' } })
  mouseMove(
    @InputField({
      name: 'dx',
      default: 0,
      min: -FARTHEST_MOVE,
      max: FARTHEST_MOVE,
      description: 'Pixels to the right.',
    })
    dx: number,
    @InputField({ name: 'dy', default: 0, min: -FARTHEST_MOVE, max: FARTHEST_MOVE, description: 'Pixels down.' })
    dy: number,
    client: Client,
  ): void {
    this.controlsOf(client).movePointer(dx, dy);
  }

  @Command({
    description: 'Set all axes of a gamepad at once; they hold until they are set again.',
    ui: { component: 'gamepad', axes: { forward: '-left_y', strafe: 'left_x', turn: 'right_x' } },
  })
  setAxes(axes: Axes, client: Client): void {
    this.controlsOf(client).setAxes(axes);
  }

  @Command({ description: 'Release every key and axis, as when a window loses its focus.' })
  release(client: Client): void {
    this.controlsOf(client).release();
  }

  @Command({ description: 'Ask where the world is seen from.', reply: Position })
  getPosition(): Position {
    const { x, y, heading, pitch } = this.world;
    return Position.of({ x, y, heading, pitch });
  }

  *inference(): Generator<Turn<KeysOutput>, void, void> {
    for (;;) {
      const motion = together([...this.controls.values()].map((controls) => controls.take()));
      this.world.move(motion);
      this.view.paint(this.world, this.state.fov);
      if (this.state.map) paintMap(this.view.canvas, this.world);
      paintKeys(this.view.canvas, motion);
      yield { mainVideo: this.view.frame() };
    }
  }

  private controlsOf(client: Client): Controls {
    const controls = this.controls.get(client.id) ?? new Controls();
    this.controls.set(client.id, controls);
    return controls;
  }
}
