import type { AddressInfo } from 'node:net';
import type { Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import {
  ApiKeyStore,
  MediaEngine,
  ModelHostFactory,
  ReactorModule,
  type ReactorModuleOptions,
  ReactorService,
  RestreamService,
  SessionService,
} from '@nestjs-reactor/core';
import { InlineModelHostFactory, LoopbackEngine } from '@nestjs-reactor/core/testing';
import { until } from '../../support/until.js';
import { Echo } from './echo.model.js';

/** One HTTP reply, read whole. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined where it is empty or something else. */
  readonly json: unknown;
}

export interface ReactorUnderTestOptions extends Omit<ReactorModuleOptions, 'models'> {
  /** @defaultValue `Echo` */
  readonly models?: readonly Type<unknown>[];
  /** The application's other modules. */
  readonly imports?: readonly Type<unknown>[];
  /** Return as soon as it listens, without waiting for the models. */
  readonly loading?: boolean;
}

/** The whole module behind a real HTTP server, with models on this thread and a media engine without a network. */
export class ReactorUnderTest {
  private constructor(
    private readonly app: NestExpressApplication,
    readonly engine: LoopbackEngine,
    /** `http://127.0.0.1:port` */
    readonly url: string,
  ) {}

  static async start({
    models = [Echo],
    imports = [],
    loading = false,
    ...options
  }: ReactorUnderTestOptions = {}): Promise<ReactorUnderTest> {
    const engine = new LoopbackEngine();
    const module = await Test.createTestingModule({
      imports: [ReactorModule.forRoot({ ...options, models }), ...imports],
    })
      .overrideProvider(MediaEngine)
      .useValue(engine)
      .overrideProvider(ModelHostFactory)
      .useClass(InlineModelHostFactory)
      .compile();
    const app = module.createNestApplication<NestExpressApplication>({
      bodyParser: false,
      logger: false,
      forceCloseConnections: true,
    });
    await app.listen(0, '127.0.0.1');
    // A model that cannot be loaded is a state like the others here.
    if (!loading)
      await app
        .get(ReactorService)
        .whenLoaded()
        .catch(() => {});
    const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
    return new ReactorUnderTest(app, engine, `http://127.0.0.1:${port}`);
  }

  get sessions(): SessionService {
    return this.app.get(SessionService);
  }

  get restreams(): RestreamService {
    return this.app.get(RestreamService);
  }

  /** Has the server read the file of its API keys now, as it does every second. */
  async readKeys(): Promise<void> {
    await (this.app.get(ApiKeyStore) as unknown as { reload(): Promise<void> }).reload();
  }

  /** As an application does that stands behind a proxy of its own. */
  trustProxy(): void {
    this.app.set('trust proxy', true);
  }

  /** Sends one request; a body that is no string is sent as JSON. */
  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply> {
    const response = await fetch(this.url + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: jsonOf(text) };
  }

  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Reply> {
    return this.request('GET', path, undefined, headers);
  }

  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply> {
    return this.request('POST', path, body, headers);
  }

  put(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply> {
    return this.request('PUT', path, body, headers);
  }

  /** Of the first model. */
  async stateOf(): Promise<string> {
    return ((await this.get('/session')).json as { state: string }).state;
  }

  /** Starts a session and returns the path of its transport. */
  async startSession(prefix = ''): Promise<string> {
    const { json } = await this.post(`${prefix}/start_session`, {});
    return `${prefix}/sessions/${(json as { session_id: string }).session_id}/transport/webrtc`;
  }

  /** Ends the session that runs, if one does, and forgets its clients: the next test finds a fresh server. */
  async rest(): Promise<void> {
    await this.post('/stop_session');
    await until('the session’s end', async () => (await this.stateOf()) === 'ready');
    this.engine.forget();
  }

  async close(): Promise<void> {
    await this.app.close();
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
