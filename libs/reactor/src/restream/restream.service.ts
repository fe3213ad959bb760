import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import type { ModelManifest } from '../contract/index.js';
import { ReactorError } from '../errors/index.js';
import { describe, LogLine } from '../logging/index.js';
import { SessionService } from '../local-api/index.js';
import type { Model, PeerStats, RestreamState, Session } from '../session/index.js';
import { Backoff } from './backoff.js';
import { Restream } from './restream.js';
import type { RestreamStatus } from './restream-status.js';
import { RESTREAM_OPTIONS, type RestreamOptions, restreams } from './restream.options.js';
import { WhipClient, type WhipEndpoint } from './whip-client.js';

/**
 * Sends sessions on to another server by WHIP, one connection for each session: what its viewers are sent already is sent
 * there too, and that server has the many viewers.
 */
@Injectable()
export class RestreamService implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Reactor:restream');
  private readonly client: WhipClient;
  private readonly running = new Map<Session, Restream>();
  /** As they were reported last. */
  private readonly states = new WeakMap<Session, RestreamState>();
  private readonly ending = new Set<Promise<void>>();

  constructor(
    private readonly sessions: SessionService,
    @Inject(RESTREAM_OPTIONS) private readonly options: RestreamOptions,
  ) {
    this.client = new WhipClient(options.timeoutMs);
  }

  /** Throws `bad_configuration` where the options name a model that there is not. Called once all models are known. */
  checkModels(): void {
    const known = this.sessions.models.map(({ name }) => name);
    const unknown = this.options.models.find((name) => !known.includes(name));
    if (unknown === undefined) return;
    throw new ReactorError(
      'bad_configuration',
      `restream.models names ${JSON.stringify(unknown)}, and this server has ${known.join(', ') || 'no model'}`,
    );
  }

  /** Restreams the model's sessions as the options say, from now on, and stops with each. */
  watch(model: Model): void {
    model.events.on('session', (session) => {
      session.events.on('started', () => {
        if (this.options.start === 'session' && restreams(this.options) && this.canSend(session)) this.begin(session);
      });
      session.events.on('ending', () => void this.end(session));
    });
  }

  /**
   * Starts it, where it does not run already, or was refused.
   *
   * @param endpoint in place of the options' own
   *
   * Throws `no_session` for a session that does not run in this process, `not_found` where nothing says where it goes or its
   * model is not restreamed, and `unknown_track` where the model has no output that is sent.
   */
  start(sessionId: string, endpoint?: WhipEndpoint): RestreamStatus {
    const session = this.find(sessionId);
    const status = this.running.get(session)?.status;
    if (status !== undefined && status.state !== 'failed') return status;
    if (endpoint === undefined && !restreams(this.options)) {
      throw new ReactorError('not_found', 'this server restreams no session; set restream.url');
    }
    if (!this.isWanted(session)) {
      const { name } = session.manifest;
      throw new ReactorError('not_found', `sessions of ${name} are not restreamed; add it to restream.models`);
    }
    if (this.tracksOf(session.manifest).length === 0) {
      const outputs = outputsOf(session.manifest).map((track) => track.name);
      throw new ReactorError(
        'unknown_track',
        `${session.manifest.name} has none of restream.tracks; its outputs are ${outputs.join(', ') || 'none'}`,
      );
    }
    return this.begin(session, endpoint).status;
  }

  /** Stops it; resolves when the other server knows. Throws `no_session`. */
  async stop(sessionId: string): Promise<RestreamStatus> {
    const session = this.find(sessionId);
    await this.end(session);
    return this.statusOf(session);
  }

  /** Throws `no_session`. */
  status(sessionId: string): RestreamStatus {
    return this.statusOf(this.find(sessionId));
  }

  /** Counters of its connection; empty where there is none. Throws `no_session`. */
  async stats(sessionId: string): Promise<PeerStats> {
    return (await this.running.get(this.find(sessionId))?.stats()) ?? {};
  }

  /** Waits until the other server knows that the sessions have ended. */
  async beforeApplicationShutdown(): Promise<void> {
    for (const session of this.running.keys()) void this.end(session);
    await Promise.all(this.ending);
  }

  private begin(session: Session, endpoint?: WhipEndpoint): Restream {
    const { options, client } = this;
    const { id: sessionId, manifest } = session;
    const tracks = this.tracksOf(manifest);
    const leave = options.countsAsClient ? session.addOutsideClient() : (): void => {};
    const restream = new Restream({
      tracks,
      client,
      backoff: new Backoff(options.maxDelayMs),
      timeoutMs: options.timeoutMs,
      target: async () => endpoint ?? (await this.targetOf({ sessionId, model: manifest.name })),
      createPeer: (events) => session.output.createOutboundPeer({ tracks, events }),
      changed: (status) => {
        this.report(session, status);
        if (status.state === 'failed' || status.state === 'off') leave();
      },
      sent: (bytes) => session.events.measured({ kind: 'restreamSent', bytes }),
      notRemoved: (error) =>
        this.logger.warn(
          new LogLine(`what was published could not be deleted: ${describe(error)}`, { session: sessionId }),
        ),
    });
    this.running.set(session, restream);
    restream.start();
    return restream;
  }

  private async end(session: Session): Promise<void> {
    const restream = this.running.get(session);
    if (restream === undefined) return;
    const stopped = restream.stop();
    this.ending.add(stopped);
    await stopped;
    this.ending.delete(stopped);
    if (this.running.get(session) === restream) this.running.delete(session);
  }

  private async targetOf(session: { sessionId: string; model: string }): Promise<WhipEndpoint> {
    const { target, url, token } = this.options;
    if (target !== undefined) return await target(session);
    const filled = url
      .replaceAll(/\{session\}/g, encodeURIComponent(session.sessionId))
      .replaceAll(/\{model\}/g, encodeURIComponent(session.model));
    return { url: filled, token };
  }

  private report(session: Session, { state, error, tracks, retryInMs }: RestreamStatus): void {
    const from = this.states.get(session) ?? 'off';
    this.states.set(session, state);
    session.events.measured({ kind: 'restream', from, to: state });
    const fields = { session: session.id, code: error?.code };
    if (state === 'live') this.logger.log(new LogLine(`the session is restreamed: ${tracks.join(', ')}`, fields));
    else if (state === 'off') this.logger.log(new LogLine('the session is no longer restreamed', fields));
    else if (state !== 'connecting' && error !== undefined) {
      const next = state === 'waiting' ? `; next attempt in ${Math.round((retryInMs ?? 0) / 1_000)} s` : '';
      this.logger.warn(new LogLine(`${error.message}${next}`, fields));
      session.events.emit('fault', { code: error.code, message: error.message });
    }
  }

  private statusOf(session: Session): RestreamStatus {
    return this.running.get(session)?.status ?? { state: 'off', tracks: this.tracksOf(session.manifest), attempts: 0 };
  }

  private canSend(session: Session): boolean {
    return this.isWanted(session) && this.tracksOf(session.manifest).length > 0;
  }

  private isWanted({ manifest }: Session): boolean {
    const { models } = this.options;
    return models.length === 0 || models.includes(manifest.name);
  }

  /** Names of the outputs that are sent, video first. */
  private tracksOf(manifest: ModelManifest): readonly string[] {
    const outputs = outputsOf(manifest);
    const { tracks } = this.options;
    const of = (kind: 'video' | 'audio'): string[] => {
      const names = outputs.filter((track) => track.kind === kind).map(({ name }) => name);
      return tracks.length === 0 ? names.slice(0, 1) : names.filter((name) => tracks.includes(name));
    };
    return [...of('video'), ...of('audio')];
  }

  private find(id: string): Session {
    const session = this.sessions.models.flatMap((model) => model.sessions).find((one) => one.id === id);
    if (session === undefined) throw new ReactorError('no_session', `no session ${id} runs here; start one first`);
    return session;
  }
}

function outputsOf(manifest: ModelManifest): ModelManifest['tracks'] {
  return manifest.tracks.filter(({ direction }) => direction === 'out');
}
