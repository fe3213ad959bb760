import { setTimeout as delay } from 'node:timers/promises';
import { type Fanout, loadFanout, type PeerId } from '@nestjs-reactor/fanout';
import type { LoadOptions } from './load-options.js';
import { SyntheticViewer } from './synthetic-viewer.js';
import type { ViewerFigures } from './viewer-figures.js';

/** The viewers of one thread. */
export class ViewerGroup {
  private readonly viewers = new Map<PeerId, SyntheticViewer>();
  private readonly figures: ViewerFigures[] = [];
  private readonly leaving: NodeJS.Timeout[] = [];
  private timer: NodeJS.Timeout | undefined;
  private polling = false;
  private measuring = false;
  private ended = false;

  private constructor(
    private readonly engine: Fanout,
    private readonly options: LoadOptions,
  ) {}

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
    this.measuring = true;
    for (const viewer of this.viewers.values()) viewer.start();
  }

  stop(): readonly ViewerFigures[] {
    this.ended = true;
    for (const timer of this.leaving) clearTimeout(timer);
    for (const viewer of this.viewers.values()) this.figures.push(viewer.leave());
    this.poll();
    clearTimeout(this.timer);
    return this.figures;
  }

  private async add(relayed: boolean): Promise<void> {
    const viewer = await SyntheticViewer.create(this.engine, { ...this.options, relayed }, () => this.pump());
    this.viewers.set(viewer.id, viewer);
    if (this.measuring) viewer.start();
    const { stay, silently } = this.options;
    if (stay !== undefined) {
      // Spread, so that they do not leave all at once.
      const ms = 1000 * stay * (0.5 + Math.random());
      this.leaving.push(setTimeout(() => void this.replace(viewer, relayed, silently), ms));
    }
    void viewer.join();
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
