import { ReactorError } from '../errors/index.js';
import { describe } from '../logging/index.js';
import type { OutboundPeer, OutboundPeerEvents, PeerStats, RestreamState } from '../session/index.js';
import type { Backoff } from './backoff.js';
import { ConnectionWatch } from './connection-watch.js';
import { failed, refused } from './restream-error.js';
import type { RestreamStatus } from './restream-status.js';
import type { WhipClient, WhipEndpoint, WhipResource } from './whip-client.js';

/** How often what was sent is read, in milliseconds. */
const COUNT_EVERY_MS = 2_000;

/** What a restream works with. */
export interface RestreamParts {
  /** Outputs of the model that are sent. */
  readonly tracks: readonly string[];
  readonly client: Pick<WhipClient, 'publish' | 'remove'>;
  readonly backoff: Backoff;
  /** How long a connection may take once it is agreed on, in milliseconds. */
  readonly timeoutMs: number;
  target(): Promise<WhipEndpoint>;
  createPeer(events: OutboundPeerEvents): OutboundPeer;
  /** The state has changed. */
  changed(status: RestreamStatus): void;
  /** Bytes that went out since the last call. */
  sent(bytes: number): void;
  /** What was published could not be deleted. */
  notRemoved(error: unknown): void;
}

/** Sends one session on to another server, attempt after attempt, until it is stopped or refused. */
export class Restream {
  private readonly stopping = new AbortController();
  private done: Promise<void> = Promise.resolve();
  private state: RestreamState = 'off';
  private attempts = 0;
  private error: ReactorError | undefined;
  /** Of `performance.now`. */
  private retryAtMs = 0;
  private peer: OutboundPeer | undefined;

  constructor(private readonly parts: RestreamParts) {}

  get status(): RestreamStatus {
    const { state, attempts, error } = this;
    return {
      state,
      tracks: this.parts.tracks,
      attempts,
      ...(error === undefined ? {} : { error: { code: error.code, message: error.message } }),
      ...(state === 'waiting' ? { retryInMs: Math.max(0, Math.round(this.retryAtMs - performance.now())) } : {}),
    };
  }

  /** Begins, once. */
  start(): void {
    this.done = this.run();
  }

  /** Counters of the connection; empty where there is none. */
  async stats(): Promise<PeerStats> {
    return (await this.peer?.stats()) ?? {};
  }

  /** Ends the connection and deletes what was published. Resolves when the other server has said so, or did not in time. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.done;
    if (this.state !== 'off') this.move('off');
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const error = await this.attempt();
      if (signal.aborted) break;
      if (error.code === 'restream_refused') {
        this.move('failed', error);
        return;
      }
      const delayMs = this.parts.backoff.delay(error.retryAfterMs);
      this.retryAtMs = performance.now() + delayMs;
      this.move('waiting', error);
      await pause(delayMs, signal);
    }
  }

  /** @returns why it failed, or why its connection ended */
  private async attempt(): Promise<ReactorError> {
    const { parts, stopping } = this;
    this.attempts++;
    this.move('connecting', this.error);
    const watch = new ConnectionWatch(stopping.signal);
    let resource: WhipResource | undefined;
    try {
      const peer = (this.peer = parts.createPeer(watch.events));
      resource = await parts.client.publish(await this.target(), await peer.offer(), stopping.signal);
      await acceptAnswer(peer, resource.answer);
      await watch.connected(parts.timeoutMs, resource.iceServers);
      return failed(await this.stream(peer, watch));
    } catch (error) {
      return codedOf(error);
    } finally {
      watch.close();
      await this.peer?.close();
      this.peer = undefined;
      if (resource !== undefined)
        await parts.client.remove(resource).catch((error: unknown) => parts.notRemoved(error));
    }
  }

  /** @returns why it ended */
  private async stream(peer: OutboundPeer, watch: ConnectionWatch): Promise<string> {
    const { parts } = this;
    const sinceMs = performance.now();
    let counted = 0;
    const counting = setInterval(() => {
      void peer.stats().then(({ bytesSent = counted }) => {
        if (bytesSent > counted) parts.sent(bytesSent - counted);
        counted = Math.max(counted, bytesSent);
      });
    }, COUNT_EVERY_MS);
    counting.unref();
    this.move('live');
    try {
      return await watch.lost;
    } finally {
      clearInterval(counting);
      parts.backoff.lasted(performance.now() - sinceMs);
    }
  }

  private async target(): Promise<WhipEndpoint> {
    try {
      return await this.parts.target();
    } catch (error) {
      throw failed(`restream.target failed: ${describe(error)}`, { cause: error });
    }
  }

  private move(state: RestreamState, error?: ReactorError): void {
    this.state = state;
    this.error = error;
    this.parts.changed(this.status);
  }
}

/** Resolves after so many milliseconds, or when it is stopped. */
function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      stop.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    timer.unref();
    stop.addEventListener('abort', done);
  });
}

async function acceptAnswer(peer: OutboundPeer, answer: string): Promise<void> {
  try {
    await peer.acceptAnswer(answer);
  } catch (error) {
    if (error instanceof ReactorError && error.code === 'bad_sdp') throw refused(error.message, { cause: error });
    throw error;
  }
}

function codedOf(error: unknown): ReactorError {
  if (error instanceof ReactorError && (error.code === 'restream_refused' || error.code === 'restream_failed')) {
    return error;
  }
  // Another attempt would find the same engine.
  if (error instanceof ReactorError && error.code === 'engine_unavailable')
    return refused(error.message, { cause: error });
  return failed(describe(error), { cause: error });
}
