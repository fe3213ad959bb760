import type { OpenedNetwork } from '../../session/ports/index.js';

/** Most names: a model has few networks, and a worker may report as often as it likes. */
const MOST = 100;

/** What the networks of a running worker run on, as it reports. */
export class OpenedNetworks {
  private readonly byName = new Map<string, OpenedNetwork>();

  get list(): readonly OpenedNetwork[] {
    return [...this.byName.values()];
  }

  add({ network, provider, deviceId }: OpenedNetwork): void {
    if (this.byName.size >= MOST && !this.byName.has(network)) return;
    this.byName.set(network, deviceId === undefined ? { network, provider } : { network, provider, deviceId });
  }

  clear(): void {
    this.byName.clear();
  }
}
