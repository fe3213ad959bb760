import type { Motion } from './controls.js';

/** A garden among walls: `#` brick, `%` hedge, `@` carved stone, blank where one can walk. */
const MAP = [
  '####################',
  '#        #         #',
  '#  %%%   #   @ @   #',
  '#    %       @ @   #',
  '#  % %   #         #',
  '#  %     #####  ####',
  '#  %%%%            #',
  '#         @    %%  #',
  '####  ##       %%  #',
  '#      #  @        #',
  '#  @   #      ######',
  '#      #  @        #',
  '#  @          %%%  #',
  '#      #  @   %    #',
  '#      #      % %  #',
  '####################',
];

/** Of a turn at 30 a second: cells and degrees. */
const STEP = 0.075;
const TURN = 2.4;

/** How near to a wall one may come. */
const BODY = 0.22;

/** How far up and down one can look, in degrees. */
const MOST_PITCH = 35;

/** The walker in the garden: x to the east and y to the south, in cells; degrees clockwise from the east. */
export class World {
  x = 8;
  y = 7.2;
  heading = -118;
  pitch = 0;

  readonly width = MAP[0]!.length;
  readonly height = MAP.length;

  /** @returns the wall's character, or a blank */
  at(x: number, y: number): string {
    return MAP[Math.floor(y)]?.[Math.floor(x)] ?? '#';
  }

  /** One turn. A wall stops what goes into it and lets pass what goes along it. */
  move({ forward, strafe, turn, lookRight, lookUp }: Motion): void {
    this.heading = (this.heading + turn * TURN + lookRight) % 360;
    this.pitch = Math.max(-MOST_PITCH, Math.min(MOST_PITCH, this.pitch + lookUp));
    const angle = (this.heading * Math.PI) / 180;
    // Diagonally one is no faster.
    const step = STEP / Math.max(1, Math.hypot(forward, strafe));
    this.slide(
      step * (forward * Math.cos(angle) - strafe * Math.sin(angle)),
      step * (forward * Math.sin(angle) + strafe * Math.cos(angle)),
    );
  }

  private slide(dx: number, dy: number): void {
    if (this.free(this.x + dx, this.y)) this.x += dx;
    if (this.free(this.x, this.y + dy)) this.y += dy;
  }

  private free(x: number, y: number): boolean {
    return [-BODY, BODY].every((east) => [-BODY, BODY].every((south) => this.at(x + east, y + south) === ' '));
  }
}
