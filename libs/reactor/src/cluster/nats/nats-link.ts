import type { NatsConnection } from '@nats-io/transport-node';
import { ReactorError } from '../../errors/index.js';
import { describe } from '../../logging/index.js';
import type { NatsServers } from '../cluster.options.js';
import { loadNatsPackages, type NatsPackages } from './nats-packages.js';
import { checkServerVersion } from './server-version.js';

const CONNECT_TIMEOUT_MS = 5_000;

/** A server that restarts is found again soon: a lease goes on meanwhile. */
const RECONNECT_MS = 200;

/** One connection to NATS, which comes back by itself. */
export class NatsLink {
  private connected = true;
  private readonly listeners = new Set<() => void>();

  private constructor(
    readonly packages: NatsPackages,
    readonly connection: NatsConnection,
  ) {
    void this.follow();
  }

  /**
   * Rejects with `bad_configuration` where no server answers, where it refuses, where it is older than 2.11 or has no
   * JetStream.
   *
   * @param name of the connection, in the server's reports
   */
  static async open(nats: NatsServers, name: string): Promise<NatsLink> {
    const packages = await loadNatsPackages();
    const options = optionsOf(nats);
    let connection: NatsConnection;
    try {
      connection = await packages.transport.connect({
        timeout: CONNECT_TIMEOUT_MS,
        reconnectTimeWait: RECONNECT_MS,
        reconnectJitter: RECONNECT_MS / 2,
        ...options,
        name,
        maxReconnectAttempts: -1,
      });
    } catch (error) {
      throw new ReactorError(
        'bad_configuration',
        `no NATS server lets this one in at ${JSON.stringify(options['servers'] ?? 'localhost:4222')} (${describe(error)}); ` +
          'start one with JetStream (nats-server -js), or correct cluster.nats',
        { cause: error },
      );
    }
    try {
      checkServerVersion(connection.info?.version ?? '');
      if (connection.info?.jetstream !== true) {
        throw new ReactorError(
          'bad_configuration',
          'the NATS server of cluster.nats has no JetStream; start it with -js',
        );
      }
    } catch (error) {
      await connection.close();
      throw error;
    }
    return new NatsLink(packages, connection);
  }

  get isConnected(): boolean {
    return this.connected;
  }

  /** Called each time that the connection is back. @returns ends it */
  onReconnect(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.listeners.clear();
    await this.connection.close();
  }

  private async follow(): Promise<void> {
    for await (const { type } of this.connection.status()) {
      if (type === 'disconnect') this.connected = false;
      if (type !== 'reconnect') continue;
      this.connected = true;
      for (const listener of this.listeners) listener();
    }
    this.connected = false;
  }
}

function optionsOf(nats: NatsServers): Readonly<Record<string, unknown>> {
  return typeof nats === 'string' || Array.isArray(nats)
    ? { servers: nats }
    : (nats as Readonly<Record<string, unknown>>);
}
