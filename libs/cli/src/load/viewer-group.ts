import { setTimeout as delay } from 'node:timers/promises';
import { type Fanout, loadFanout, type PeerId } from '@nestjs-reactor/fanout';
import type { LinkConditions } from './link/link-shaper.js';
import type { LoadOptions } from './load-options.js';
import { SyntheticViewer } from './synthetic-viewer.js';
import type { ViewerFigures } from './viewer-figures.js';

/** The viewers of one thread. */
export class ViewerGroup {
  private readonly viewers = new Map<PeerId, SyntheticViewer>();
  private readonly figures: ViewerFigures[] = [];
  private readonly timers: NodeJS.Timeout[] = [];
  private down: LinkConditions;
  private timer: NodeJS.Timeout | undefined;
  private polling = false;
  private startedMs: number | undefined;
  private ended = false;

  private constructor(
    private readonly engine: Fanout,
    private readonly options: LoadOptions,
  ) {
    this.down = options.down;
  }

  static async create(options: LoadOptions): Promise<ViewerGroup> {
    return new ViewerGroup(await loadFanout(), options);
  }

  /**
   * Lets the viewers join, one every so often; resolves when the last one has begun to.
   * @param numbers of the viewers in this group, from 0: those below `relayed` have a relay
   */
  async join(numbers: readonly number[]): Promise<void> {
    const { viewers, rate } = this.options;
    const startedMs = performance.now();
    for (const number of numbers) {
      const dueMs = (1000 * number) / rate;
      await delay(Math.max(0, dueMs - (performance.now() - startedMs)));
      await this.add(number < this.options.relayed);
    }
    await delay(Math.max(0, (1000 * (viewers - 1)) / rate - (performance.now() - startedMs)));
  }

  start(): void {
    this.startedMs = this.engine.nowMs();
    for (const viewer of this.viewers.values()) viewer.start(this.startedMs);
    for (const { kbps, atSeconds } of this.options.steps)
      this.timers.push(setTimeout(() => this.changeLinks({ ...this.down, kbps }), 1000 * atSeconds));
  }

  stop(): readonly ViewerFigures[] {
    this.ended = true;
    for (const timer of this.timers) clearTimeout(timer);
    for (const viewer of this.viewers.values()) this.figures.push(viewer.leave());
    this.poll();
    clearTimeout(this.timer);
    return this.figures;
  }

  private async add(relayed: boolean): Promise<void> {
    const options = { ...this.options, down: this.down, relayed };
    const viewer = await SyntheticViewer.create(this.engine, options, () => this.pump());
    this.viewers.set(viewer.id, viewer);
    if (this.startedMs !== undefined) viewer.start(this.startedMs);
    const { stay, silently } = this.options;
    if (stay !== undefined) {
      // Spread, so that they do not leave all at once.
      const ms = 1000 * stay * (0.5 + Math.random());
      this.timers.push(setTimeout(() => void this.replace(viewer, relayed, silently), ms));
    }
    void viewer.join();
  }

  private changeLinks(down: LinkConditions): void {
    this.down = down;
    for (const viewer of this.viewers.values()) viewer.changeLink(down);
  }

  private async replace(viewer: SyntheticViewer, relayed: boolean, silently: boolean): Promise<void> {
    if (this.ended) return;
    this.figures.push(viewer.leave(silently));
    this.poll();
    this.viewers.delete(viewer.id);
    await this.add(relayed);
  }

  /** Soon: the datagrams that arrive together are polled for once. */
  private pump(): void {
    if (this.polling) return;
    this.polling = true;
    setImmediate(() => {
      this.polling = false;
      this.poll();
    });
  }

  private poll(): void {
    this.engine.poll({
      transmit: (peer, datagram, to) => this.viewers.get(peer)?.transmit(datagram, to),
      event: (event) => this.viewers.get(event.peer)?.take(event),
    });
    clearTimeout(this.timer);
    const waitMs = this.engine.nextTimeoutMs();
    if (this.ended || waitMs === Infinity) return;
    this.timer = setTimeout(() => {
      this.engine.tick();
      this.poll();
    }, waitMs);
  }
}
