import {
  Client,
  Command,
  InputField,
  InputState,
  MessageField,
  ModelMessage,
  OnDisconnected,
  OnSessionStarted,
  ReactorModel,
  ReactorPipeline,
  Video,
  type VideoFrame,
} from '@nestjs-reactor/core';
import { Landscape } from './landscape.js';
import { type Key, KEYS, Walker } from './walker.js';

class WorldOutput {
  @Video() mainVideo!: VideoFrame;
}

class Place extends ModelMessage {
  static override description = 'Where the world is seen from.';
  @MessageField({ description: 'Meters to the east.' }) x!: number;
  @MessageField({ description: 'Meters to the south.' }) y!: number;
  @MessageField({ description: 'Radians clockwise from the east.' }) heading!: number;
}

/** A world to walk through. */
@ReactorModel({ name: 'world', file: import.meta.url, output: WorldOutput, fps: 30 })
export class World extends ReactorPipeline<InputState, WorldOutput> {
  private readonly landscape = new Landscape(640, 360);
  private walker = new Walker();
  /** Keys that are down, by client. */
  private readonly held = new Map<number, Set<Key>>();

  /** One worker serves all sessions: each begins at the start. */
  @OnSessionStarted()
  begin(): void {
    this.walker = new Walker();
    this.held.clear();
  }

  /** Nobody is left to release his keys. */
  @OnDisconnected()
  letGo(client: Client): void {
    this.held.delete(client.id);
  }

  @Command({ description: 'Press or release a key.', ui: { component: 'keys' } })
  setKey(
    @InputField({ name: 'key', choices: KEYS, description: 'Which key.' }) key: Key,
    @InputField({ name: 'pressed', type: 'boolean', description: 'Whether it is down.' }) pressed: boolean,
    client: Client,
  ): void {
    const keys = this.held.get(client.id) ?? new Set();
    this.held.set(client.id, keys);
    if (pressed) keys.add(key);
    else keys.delete(key);
  }

  @Command({ description: 'Look around by a move of the pointer.', ui: { component: 'pointer' } })
  look(
    @InputField({ name: 'dx', default: 0, min: -4096, max: 4096, description: 'Pixels to the right.' }) dx: number,
    @InputField({ name: 'dy', default: 0, min: -4096, max: 4096, description: 'Pixels down.' }) dy: number,
  ): void {
    this.walker.look(dx, dy);
  }

  @Command({ description: 'Ask where the world is seen from.', reply: Place })
  getPlace(): Place {
    const { x, y, heading } = this.walker;
    return Place.of({ x, y, heading });
  }

  *inference() {
    for (;;) {
      this.walker.walk(new Set([...this.held.values()].flatMap((keys) => [...keys])));
      yield { mainVideo: this.landscape.paint(this.walker) };
    }
  }
}
