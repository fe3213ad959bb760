import {
  Client,
  Command,
  InputField,
  OnDisconnected,
  OnnxRuntime,
  OnSessionStarted,
  ReactorModel,
  ReactorPipeline,
  type Turn,
} from '@nestjs-reactor/core';
import { Glide } from '../glide.js';
import { SeededRandom } from '../seeded-random.js';
import { autopilot } from './autopilot.js';
import { Cockpit, type Key, KEYS } from './cockpit.js';
import { DriveNetwork, type Readout } from './drive-network.js';
import { Dashboard, DreamdriveOutput, DreamdriveState, LOOKS, type LookName, Wheel } from './dreamdrive.state.js';
import { type Pedals, together } from './pedals.js';
import { WorldDice } from './world-dice.js';

/** The network learned steps of this length. */
const FPS = 24;

/** Without a hand at the wheel for this long, the autopilot takes it. */
const HANDS_OFF_FRAMES = 3 * FPS;

const DASHBOARD_FRAMES = FPS / 2;
const TOP_SPEED_KMH = 280;
const LOOK_TRAVEL_MS = 900;

/** Standard deviation of the noise on each number of the memory, a frame, at the end of the scale. */
const THICKEST_HAZE = 0.25;

const AT_REST: Readout = { speed: 0, lateral: 0, bend: 0, offRoad: 0, shake: 0 };

@ReactorModel({
  name: 'dreamdrive',
  description: 'A road that a small neural network makes up while one drives on it.',
  file: import.meta.url,
  state: DreamdriveState,
  output: DreamdriveOutput,
  messages: [Dashboard],
  fps: FPS,
})
export class Dreamdrive extends ReactorPipeline<DreamdriveState, DreamdriveOutput> {
  private network!: DriveNetwork;
  private readonly cockpits = new Map<number, Cockpit>();
  /** The session's: they outlive clients and generators. */
  private dice!: WorldDice;
  private noise!: SeededRandom;
  private shares!: Glide;
  private readout = AT_REST;
  private framesHandsOff = 0;

  constructor(private readonly onnx: OnnxRuntime) {
    super();
  }

  override async load(): Promise<void> {
    this.network = await DriveNetwork.open(this.onnx);
    // The first run is the slowest: nobody has to wait for it.
    this.begin();
    await this.network.step({ steering: 0, throttle: 0 }, this.dice.roll(0, 0), this.shares.current);
    this.begin();
  }

  @OnSessionStarted()
  begin(): void {
    this.cockpits.clear();
    this.reset();
    this.shares = new Glide(sharesOf(this.state.look), LOOK_TRAVEL_MS);
    this.framesHandsOff = HANDS_OFF_FRAMES;
  }

  /** No client is left to release what was held. */
  @OnDisconnected()
  letGo(client: Client): void {
    this.cockpits.delete(client.id);
  }

  @Command({
    description: 'Press or release a key: W or ↑ for the throttle, S or ↓ to brake, A and D or ← and → to steer.',
    ui: { component: 'keys' },
  })
  setKeyState(
    @InputField({ name: 'key', choices: KEYS, description: 'Which key.' }) key: Key,
    @InputField({ name: 'pressed', type: 'boolean', description: 'Whether it is down.' }) pressed: boolean,
    client: Client,
  ): void {
    const { keys } = this.cockpitOf(client);
    if (pressed) keys.press(key);
    else keys.release(key);
  }

  @Command({
    description: 'Drive to where the pointer is while it is held down; at the lower edge of the picture it brakes.',
    ui: { component: 'pointer' },
  })
  point(
    @InputField({ name: 'x', default: 0.5, min: 0, max: 1, description: 'From the left of the picture.' }) x: number,
    @InputField({ name: 'y', default: 0.5, min: 0, max: 1, description: 'From its top.' }) y: number,
    @InputField({ name: 'pressed', type: 'boolean', default: false, description: 'Whether it is held down.' })
    pressed: boolean,
    client: Client,
  ): void {
    this.cockpitOf(client).point(x, y, pressed);
  }

  @Command({
    description: 'Set both axes of a gamepad at once; they hold until they are set again.',
    ui: { component: 'gamepad', axes: { steering: 'left_x', throttle: '-right_y' } },
  })
  setWheel(wheel: Wheel, client: Client): void {
    this.cockpitOf(client).turnWheel(wheel);
  }

  @Command({ description: 'Release every key and axis, as when a window loses its focus.' })
  release(client: Client): void {
    this.cockpitOf(client).release();
  }

  @Command({ description: 'Begin at the start of the road again.' })
  reset(): void {
    const { seed } = this.state;
    this.network.restart();
    this.dice = new WorldDice(new SeededRandom(`road ${seed}`), FPS);
    this.noise = new SeededRandom(`noise ${seed}`);
    this.readout = AT_REST;
  }

  @Command({ description: 'Ask what the network knows of the drive.', reply: Dashboard })
  getDashboard(): Dashboard {
    const { speed, offRoad, shake } = this.readout;
    return Dashboard.of({
      speed: Math.max(0, Math.round(TOP_SPEED_KMH * speed)),
      offRoad: offRoad > 0.5,
      crashed: shake > 0.4,
      autopilot: this.isOnAutopilot,
    });
  }

  async *inference(): AsyncGenerator<Turn<DreamdriveOutput>, void, void> {
    for (let frame = 0; ; frame++) {
      const { winding, traffic, haze, look } = this.state;
      const shares = this.shares.advance(sharesOf(look), 1000 / FPS);
      if (haze > 0) this.network.disturb(this.noiseOf(haze));
      const { frame: mainVideo, readout } = await this.network.step(
        this.drive(),
        this.dice.roll(winding, traffic),
        shares,
      );
      this.readout = readout;
      if (frame % DASHBOARD_FRAMES === 0) this.send(this.getDashboard());
      yield { mainVideo };
    }
  }

  /** Of everybody at the wheel, or of the autopilot where nobody is. */
  private drive(): Pedals {
    const hands = [...this.cockpits.values()].map((cockpit) => cockpit.take()).filter((pedals) => pedals !== undefined);
    this.framesHandsOff = hands.length > 0 ? 0 : this.framesHandsOff + 1;
    return this.isOnAutopilot ? autopilot(this.readout) : together(hands);
  }

  private get isOnAutopilot(): boolean {
    return this.state.autopilot && this.framesHandsOff >= HANDS_OFF_FRAMES;
  }

  private noiseOf(haze: number): () => number {
    const deviation = THICKEST_HAZE * haze ** 2;
    return () => this.noise.normals(1, deviation)[0]!;
  }

  private cockpitOf(client: Client): Cockpit {
    const cockpit = this.cockpits.get(client.id) ?? new Cockpit();
    this.cockpits.set(client.id, cockpit);
    return cockpit;
  }
}

function sharesOf(look: LookName): number[] {
  return LOOKS.map((name) => (name === look ? 1 : 0));
}
